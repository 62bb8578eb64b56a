"""The types of QuickSight; nobody looks at a dashboard here, so those are only recorded."""

from __future__ import annotations

from localcloud.cloudformation.rule import Rule

_OPEN = {"Permissions": "everybody may look here"}
_ARN = "arn:{partition}:quicksight:{region}:{account}:"

DASHBOARD_RULES: dict[str, Rule] = {
    "AWS::QuickSight::Analysis": Rule(
        recorded=True,
        delete="",
        unread={"Status": "is told by QuickSight"},
        derived={"Arn": _ARN + "analysis/{AnalysisId}"},
    ),
    "AWS::QuickSight::Dashboard": Rule(
        recorded=True, delete="", derived={"Arn": _ARN + "dashboard/{DashboardId}"}
    ),
    "AWS::QuickSight::DataSet": Rule(
        unread={
            "DataSetRefreshProperties": "all is taken in each time",
            "IngestionWaitPolicy": "nothing is waited for",
            **_OPEN,
        },
        derived={"Arn": _ARN + "dataset/{DataSetId}"},
    ),
    "AWS::QuickSight::DataSource": Rule(
        unread=_OPEN, derived={"Arn": _ARN + "datasource/{DataSourceId}"}
    ),
    "AWS::QuickSight::RefreshSchedule": Rule(
        recorded=True,
        delete="",
        derived={
            "Schedule.ScheduleId": "{Schedule[ScheduleId]}",
            "Arn": _ARN + "dataset/{DataSetId}/refresh-schedule/{Schedule[ScheduleId]}",
        },
    ),
}
