"""CloudWatch's alarms: evaluated by the cloud's clock; they tell topics, functions and buses."""
