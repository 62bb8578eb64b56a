"""The types of QuickSight, which are only recorded: nobody looks at a dashboard here."""

from __future__ import annotations

from localcloud.cloudformation.rule import Rule

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
        recorded=True,
        delete="",
        unread={
            "DataSetRefreshProperties": "nothing is taken in here",
            "IngestionWaitPolicy": "nothing is taken in here",
        },
        derived={"Arn": _ARN + "dataset/{DataSetId}"},
    ),
    "AWS::QuickSight::DataSource": Rule(
        recorded=True, delete="", derived={"Arn": _ARN + "datasource/{DataSourceId}"}
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
