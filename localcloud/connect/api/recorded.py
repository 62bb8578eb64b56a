"""What is kept and shown, and does nothing here: modules, prompts, test cases."""

from __future__ import annotations

from typing import Any

from localcloud.connect.api.parts import ConnectParts, listed, summary
from localcloud.service import Call

MODULE = "flow-module"
PROMPT = "prompt"
TEST_CASE = "test-case"


class RecordedOperations(ConnectParts):
    """CreateContactFlowModule, CreatePrompt, CreateTestCase and their kin."""

    def create_contact_flow_module(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Notes a module: flows that invoke one cannot be played here."""
        where = self.where(call, request)
        made = self.make(call, where, MODULE, request, State="ACTIVE", Status="PUBLISHED")
        return {"Id": made["Id"], "Arn": made["Arn"]}

    def describe_contact_flow_module(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """A module."""
        where = self.where(call, request)
        module = self.documents.get(where, MODULE, request["ContactFlowModuleId"])
        return {"ContactFlowModule": {**module, "Tags": self.tags(call.region, module["Arn"])}}

    def update_contact_flow_module_content(
        self, call: Call, request: dict[str, Any]
    ) -> dict[str, Any]:
        """Changes a module's content."""
        where = self.where(call, request)
        module = self.documents.get(where, MODULE, request["ContactFlowModuleId"])
        self.change(module, request, "Content", "Settings")
        return {}

    def update_contact_flow_module_metadata(
        self, call: Call, request: dict[str, Any]
    ) -> dict[str, Any]:
        """Changes a module's name, description or state."""
        where = self.where(call, request)
        module = self.documents.get(where, MODULE, request["ContactFlowModuleId"])
        self.change(module, request, "Name", "Description", "State")
        return {}

    def delete_contact_flow_module(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Removes a module."""
        self.documents.take(self.where(call, request), MODULE, request["ContactFlowModuleId"])
        return {}

    def list_contact_flow_modules(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The modules of an instance."""
        every = self.documents.all(self.where(call, request), MODULE)
        shown = [summary(one, State=one["State"]) for one in every]
        return listed("ContactFlowModulesSummaryList", shown, request)

    def create_prompt(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Notes a recording: a caller here reads its id."""
        made = self.make(call, self.where(call, request), PROMPT, request)
        return {"PromptId": made["Id"], "PromptARN": made["Arn"]}

    def describe_prompt(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """A recording."""
        prompt = self.documents.get(self.where(call, request), PROMPT, request["PromptId"])
        tags = self.tags(call.region, prompt["Arn"])
        shown = {**prompt, "PromptId": prompt["Id"], "PromptARN": prompt["Arn"], "Tags": tags}
        return {"Prompt": shown}

    def update_prompt(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Changes a recording."""
        prompt = self.documents.get(self.where(call, request), PROMPT, request["PromptId"])
        self.change(prompt, request, "Name", "Description", "S3Uri")
        return {"PromptId": prompt["Id"], "PromptARN": prompt["Arn"]}

    def delete_prompt(self, call: Call, request: dict[str, Any]) -> None:
        """Removes a recording."""
        self.documents.take(self.where(call, request), PROMPT, request["PromptId"])

    def list_prompts(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The recordings of an instance."""
        every = self.documents.all(self.where(call, request), PROMPT)
        return listed("PromptSummaryList", [summary(one) for one in every], request)

    def create_test_case(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Notes a test case."""
        status = request.get("Status") or "PUBLISHED"
        made = self.make(call, self.where(call, request), TEST_CASE, request, Status=status)
        return {"TestCaseId": made["Id"], "TestCaseArn": made["Arn"]}

    def describe_test_case(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """A test case."""
        case = self.documents.get(self.where(call, request), TEST_CASE, request["TestCaseId"])
        return {"TestCase": {**case, "Tags": self.tags(call.region, case["Arn"])}}

    def update_test_case(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Changes a test case."""
        case = self.documents.get(self.where(call, request), TEST_CASE, request["TestCaseId"])
        self.change(case, request, *CHANGEABLE)
        return {}

    def delete_test_case(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Removes a test case."""
        self.documents.take(self.where(call, request), TEST_CASE, request["TestCaseId"])
        return {}

    def list_test_cases(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The test cases of an instance."""
        every = self.documents.all(self.where(call, request), TEST_CASE)
        shown = [summary(one, Status=one["Status"]) for one in every]
        return listed("TestCaseSummaryList", shown, request)


CHANGEABLE = ("Name", "Description", "Content", "EntryPoint", "InitializationData", "Status")
