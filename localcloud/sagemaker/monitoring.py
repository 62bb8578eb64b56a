"""The operations on monitors: schedules, and what data are compared with. Kept, and never run.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-scheduling.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localcloud.sagemaker.kinds import (
    DATA_QUALITY_DEFINITION,
    MONITORING_SCHEDULE,
    Kind,
    invalid,
)
from localcloud.sagemaker.parts import SageMakerParts
from localcloud.sagemaker.records import Record, Shape
from localcloud.service import Call

STATUS = "MonitoringScheduleStatus"


class MonitoringOperations(SageMakerParts):
    """Schedules of monitors, and definitions of jobs that look at the quality of data."""

    def create_data_quality_job_definition(self, call: Call, request: Shape) -> Shape:
        """Keeps a definition."""
        name = request["JobDefinitionName"]
        record = self.records.add(DATA_QUALITY_DEFINITION, name, call.region, request)
        return {"JobDefinitionArn": record.arn}

    def describe_data_quality_job_definition(self, call: Call, request: Shape) -> Shape:
        """A definition."""
        name = request["JobDefinitionName"]
        return self.records.read(self.records.get(DATA_QUALITY_DEFINITION, name, call.region))

    def list_data_quality_job_definitions(self, call: Call, request: Shape) -> Shape:
        """The definitions of the region, or those for an endpoint."""
        records = self._for_endpoint(call, request, DATA_QUALITY_DEFINITION)
        answer = self.page_of(records, request, DATA_QUALITY_DEFINITION, "JobDefinitionSummaries")
        for each in answer["JobDefinitionSummaries"]:
            each["MonitoringJobDefinitionName"] = each["JobDefinitionName"]
            each["MonitoringJobDefinitionArn"] = each["JobDefinitionArn"]
            each["EndpointName"] = _watched(each)
        return answer

    def delete_data_quality_job_definition(self, call: Call, request: Shape) -> None:
        """Forgets a definition."""
        self.records.remove(DATA_QUALITY_DEFINITION, request["JobDefinitionName"], call.region)

    def create_monitoring_schedule(self, call: Call, request: Shape) -> Shape:
        """Keeps a schedule for a definition that is there."""
        members = {**request, STATUS: "Scheduled", **self._followed(call, request)}
        name = request["MonitoringScheduleName"]
        record = self.records.add(MONITORING_SCHEDULE, name, call.region, members)
        return {"MonitoringScheduleArn": record.arn}

    def update_monitoring_schedule(self, call: Call, request: Shape) -> Shape:
        """Changes a schedule."""
        record = self._schedule(call, request)
        config = request["MonitoringScheduleConfig"]
        followed = self._followed(call, request)
        self.records.update(record, MonitoringScheduleConfig=config, **followed)
        return {"MonitoringScheduleArn": record.arn}

    def describe_monitoring_schedule(self, call: Call, request: Shape) -> Shape:
        """A schedule."""
        return self.records.read(self._schedule(call, request))

    def list_monitoring_schedules(self, call: Call, request: Shape) -> Shape:
        """The schedules of the region, or some of them."""
        wanted = {
            "MonitoringType": request.get("MonitoringTypeEquals"),
            "MonitoringJobDefinitionName": request.get("MonitoringJobDefinitionName"),
        }
        records = [
            record
            for record in self._for_endpoint(call, request, MONITORING_SCHEDULE)
            if all(
                value is None or record.members["MonitoringScheduleConfig"].get(name) == value
                for name, value in wanted.items()
            )
        ]
        answer = self.page_of(
            records, request, MONITORING_SCHEDULE, "MonitoringScheduleSummaries", status=STATUS
        )
        for each in answer["MonitoringScheduleSummaries"]:
            each["MonitoringJobDefinitionName"] = each["MonitoringScheduleConfig"].get(
                "MonitoringJobDefinitionName"
            )
        return answer

    def start_monitoring_schedule(self, call: Call, request: Shape) -> None:
        """Has a schedule count as one that runs."""
        self.records.update(self._schedule(call, request), **{STATUS: "Scheduled"})

    def stop_monitoring_schedule(self, call: Call, request: Shape) -> None:
        """Has a schedule count as one that is stopped."""
        self.records.update(self._schedule(call, request), **{STATUS: "Stopped"})

    def delete_monitoring_schedule(self, call: Call, request: Shape) -> None:
        """Forgets a schedule; what it followed stays."""
        name = request["MonitoringScheduleName"]
        self.records.remove(MONITORING_SCHEDULE, name, call.region)

    def list_monitoring_executions(self, call: Call, request: Shape) -> Shape:
        """None: nothing looks at captured data here."""
        if request.get("MonitoringScheduleName"):
            self._schedule(call, request)
        return {"MonitoringExecutionSummaries": []}

    def _schedule(self, call: Call, request: Shape) -> Record:
        return self.records.get(MONITORING_SCHEDULE, request["MonitoringScheduleName"], call.region)

    def _followed(self, call: Call, request: Shape) -> dict[str, Any]:
        """The members of a schedule that come from what it follows."""
        config = request["MonitoringScheduleConfig"]
        name = config.get("MonitoringJobDefinitionName")
        inline = config.get("MonitoringJobDefinition")
        if bool(name) == bool(inline):
            raise invalid(
                "Exactly one of MonitoringJobDefinition and MonitoringJobDefinitionName must be "
                "specified."
            )
        kind = config.get("MonitoringType") or "DataQuality"
        if inline or kind != "DataQuality":
            return {"MonitoringType": kind}
        definition = self.records.get(DATA_QUALITY_DEFINITION, name, call.region)
        return {"MonitoringType": kind, "EndpointName": _watched(definition.members)}

    def _for_endpoint(self, call: Call, request: Shape, kind: Kind) -> list[Record]:
        wanted = request.get("EndpointName")
        return [
            record
            for record in self.records.of(kind, call.region)
            if wanted is None or _watched(record.members) == wanted
        ]


def _watched(members: Mapping[str, Any]) -> str | None:
    """The endpoint whose data are looked at."""
    source = (members.get("DataQualityJobInput") or {}).get("EndpointInput") or {}
    name: str | None = members.get("EndpointName") or source.get("EndpointName")
    return name
