"""The flow language as Connect checks it when a flow is published."""
