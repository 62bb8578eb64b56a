"""Actions that Connect has and that are not played here: a flow with them can be published."""

from __future__ import annotations

ELSEWHERE = frozenset(
    {
        "AssociateContactToCustomerProfile",
        "AuthenticateParticipant",
        "CheckMetricData",
        "CheckOutboundCallStatus",
        "CheckVoiceId",
        "CompleteOutboundCall",
        "CreateCallbackContact",
        "CreateCase",
        "CreateCustomerProfile",
        "CreatePersistentContactAssociation",
        "CreateTask",
        "CreateWisdomSession",
        "DequeueContactAndTransferToQueue",
        "DistributeByPercentage",
        "EndFlowExecution",
        "EndFlowModuleExecution",
        "EvaluateDataTableValues",
        "GetCalculatedAttributesForCustomerProfile",
        "GetCase",
        "GetCustomerProfile",
        "GetCustomerProfileObject",
        "GetMetricData",
        "InvokeFlowModule",
        "LoadContactContent",
        "MessageParticipantIteratively",
        "ResumeContact",
        "SendMessage",
        "ShowView",
        "StartOutboundChatContact",
        "StartVoiceIdStream",
        "TagContact",
        "TransferContactToAgent",
        "TransferParticipantToThirdParty",
        "UnTagContact",
        "UpdateCase",
        "UpdateContactCallbackNumber",
        "UpdateContactEventHooks",
        "UpdateContactMediaProcessing",
        "UpdateContactMediaStreamingBehavior",
        "UpdateContactRoutingBehavior",
        "UpdateContactRoutingCriteria",
        "UpdateCustomerProfile",
        "UpdateFlowAttributes",
        "UpdatePreviousContactParticipantState",
        "Wait",
    }
)

NOT_INBOUND = frozenset(
    {
        "DequeueContactAndTransferToQueue",
        "EndFlowExecution",
        "EndFlowModuleExecution",
        "TransferContactToAgent",
    }
)
"""Those that an inbound flow (type CONTACT_FLOW) may not have."""

ENDING = frozenset({"EndFlowExecution", "EndFlowModuleExecution", "TransferContactToAgent"})
"""Those that lead nowhere."""
