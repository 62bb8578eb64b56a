"""The ``emr`` service of the local cloud: clusters that work as long as they have steps."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from localcloud.emr.clusters.records import (
    OVER,
    STEP_OVER,
    Cluster,
    Clusters,
    Shape,
    Step,
    summary,
)
from localcloud.emr.clusters.work import StepRun
from localcloud.errors import ServiceError
from localcloud.service import Call, Service
from localcloud.spark.place import Room

if TYPE_CHECKING:
    from localcloud.interface import Cloud

STEPS_DONE = {"Code": "ALL_STEPS_COMPLETED", "Message": "Steps completed"}
STEP_FAILED = {"Code": "STEP_FAILURE", "Message": "Shut down as step failed"}
BY_REQUEST = {"Code": "USER_REQUEST", "Message": "Terminated by user request"}


class EmrService(Service):
    """EMR on EC2: clusters are recorded, their spark-submit steps run on local Spark."""

    api = "emr"

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self.clusters = Clusters(cloud.clock.now)
        self._room = Room(cloud)
        self._at_work: dict[str, StepRun] = {}
        self._at_work_lock = threading.Lock()

    def close(self) -> None:
        """Ends every step and removes its folder."""
        with self._at_work_lock:
            at_work = list(self._at_work.values())
        for each in at_work:
            each.close()
        self._room.close()

    def run_job_flow(self, call: Call, request: Shape) -> Shape:
        """Starts a cluster, and its steps."""
        cluster = self.clusters.create(call.region, request)
        for step in request.get("Steps") or ():
            self.clusters.add_step(cluster, step)
        self._go_on(call.region, cluster)
        return {"JobFlowId": cluster.id, "ClusterArn": cluster.members["ClusterArn"]}

    def describe_cluster(self, call: Call, request: Shape) -> Shape:
        """A cluster as it is now."""
        cluster = self.clusters.get(call.region, request["ClusterId"])
        return {"Cluster": self.clusters.read(cluster)}

    def list_clusters(self, call: Call, request: Shape) -> Shape:
        """The clusters of the region, the newest first."""
        wanted = request.get("ClusterStates")
        names = ("Id", "Name", "Status", "NormalizedInstanceHours", "ClusterArn")
        return {
            "Clusters": [
                summary(self.clusters.read(each), *names)
                for each in self.clusters.of(call.region)
                if not wanted or each.state in wanted
            ]
        }

    def add_job_flow_steps(self, call: Call, request: Shape) -> Shape:
        """Gives a cluster steps; it does them one after another."""
        cluster = self.clusters.get(call.region, request["JobFlowId"])
        if cluster.state in OVER:
            raise _validation(
                "A job flow that is shutting down, terminated, or finished may not be modified."
            )
        steps = [self.clusters.add_step(cluster, step) for step in request["Steps"]]
        self._go_on(call.region, cluster)
        return {"StepIds": [step.id for step in steps]}

    def describe_step(self, call: Call, request: Shape) -> Shape:
        """A step as it is now."""
        step = self.clusters.get(call.region, request["ClusterId"]).step(request["StepId"])
        return {"Step": self.clusters.read(step)}

    def list_steps(self, call: Call, request: Shape) -> Shape:
        """The steps of a cluster, the newest first."""
        cluster = self.clusters.get(call.region, request["ClusterId"])
        wanted, ids = request.get("StepStates"), request.get("StepIds")
        return {
            "Steps": [
                self.clusters.read(each)
                for each in reversed(cluster.steps)
                if (not wanted or each.state in wanted) and (not ids or each.id in ids)
            ]
        }

    def cancel_steps(self, call: Call, request: Shape) -> Shape:
        """Has steps cancelled: those that wait, and the one that runs."""
        cluster = self.clusters.get(call.region, request["ClusterId"])
        told = []
        for identity in request["StepIds"]:
            step = cluster.step(identity)
            taken = step.state not in STEP_OVER
            if taken:
                self._cancel(step)
            told.append(
                {"StepId": identity, "Status": "SUBMITTED"}
                if taken
                else {"StepId": identity, "Status": "FAILED", "Reason": f"It is {step.state}."}
            )
        return {"CancelStepsInfoList": told}

    def set_termination_protection(self, call: Call, request: Shape) -> None:
        """Protects clusters from being terminated, or does so no longer."""
        for identity in request["JobFlowIds"]:
            cluster = self.clusters.get(call.region, identity)
            cluster.members["TerminationProtected"] = request["TerminationProtected"]

    def terminate_job_flows(self, call: Call, request: Shape) -> None:
        """Ends clusters, with what they do."""
        clusters = [self.clusters.get(call.region, each) for each in request["JobFlowIds"]]
        if any(each.members["TerminationProtected"] for each in clusters):
            raise _validation(
                "Could not shut down one or more job flows since they are termination protected."
            )
        for cluster in clusters:
            self._terminate(cluster, "TERMINATED", BY_REQUEST)

    def _cancel(self, step: Step) -> None:
        with self._at_work_lock:
            work = self._at_work.get(step.id)
        if work is None:
            self.clusters.set_state(step, "CANCELLED", time="EndDateTime")
        else:
            work.stop(lambda: self.clusters.set_state(step, "CANCEL_PENDING"))

    def _terminate(self, cluster: Cluster, state: str, reason: Shape) -> None:
        with self.clusters.lock:
            if cluster.state in OVER:
                return
            self.clusters.set_state(cluster, state, time="EndDateTime", StateChangeReason=reason)
            left = [step for step in cluster.steps if step.state not in STEP_OVER]
        for step in left:
            self._cancel(step)

    def _go_on(self, region: str, cluster: Cluster) -> None:
        """Begins the next steps, or tells that there are none."""
        with self.clusters.lock:
            if cluster.state in OVER:
                return
            free = cluster.members.get("StepConcurrencyLevel", 1) - sum(
                step.state in ("RUNNING", "CANCEL_PENDING") for step in cluster.steps
            )
            pending = [step for step in cluster.steps if step.state == "PENDING"]
            for step in pending[: max(free, 0)]:
                self.clusters.set_state(step, "RUNNING", time="StartDateTime")
                self._begin(region, cluster, step)
            busy = any(step.state not in STEP_OVER for step in cluster.steps)
            if busy:
                reason: Shape = {"Message": "Running step"}
                self.clusters.set_state(cluster, "RUNNING", StateChangeReason=reason)
            elif cluster.keep_alive:
                reason = {"Message": "Cluster ready to run steps."}
                self.clusters.set_state(cluster, "WAITING", StateChangeReason=reason)
            else:
                self._terminate(cluster, "TERMINATED", STEPS_DONE)

    def _begin(self, region: str, cluster: Cluster, step: Step) -> None:
        work = StepRun(
            self._room,
            self.clusters,
            cluster,
            step,
            region=region,
            ended=lambda: self._after(region, cluster, step),
        )
        with self._at_work_lock:
            self._at_work[step.id] = work
        work.start()

    def _after(self, region: str, cluster: Cluster, step: Step) -> None:
        """Does what a step wants done where it fails; then goes on."""
        action = step.members["ActionOnFailure"]
        if step.state == "FAILED" and action in ("TERMINATE_CLUSTER", "TERMINATE_JOB_FLOW"):
            self._terminate(cluster, "TERMINATED_WITH_ERRORS", STEP_FAILED)
        elif step.state == "FAILED" and action == "CANCEL_AND_WAIT":
            for each in cluster.steps:
                if each.state == "PENDING":
                    self._cancel(each)
        self._go_on(region, cluster)


def _validation(message: str) -> ServiceError:
    return ServiceError("ValidationException", message)
