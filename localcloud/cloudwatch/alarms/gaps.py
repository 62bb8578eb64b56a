"""What the local cloud does about alarms where AWS's documentation leaves it open, or differs.

- Each alarm is evaluated when a minute is over (every ten seconds where its period is shorter than
  a minute): its periods are the last ones up to then, not those of the wall clock, as on AWS. A
  jump of the clock over many minutes is one evaluation, at its end.
- An alarm that rings above its threshold does not wait for the minute's end: data that comes is
  looked at with the minute that has begun, and may ring the alarm, nothing else. What else comes in
  that minute may end it again at the minute's end (``Average``). An alarm that rings below its
  threshold always waits: half a minute's sum is no sum.
- Data that comes late counts as long as its period is evaluated. AWS looks at more periods than an
  alarm's own ("evaluation range") and does not say at how many; its tables show two more, and so it
  is here. Rare data keeps an alarm ringing for that long.
- ``SetAlarmState`` holds for a minute: AWS's next evaluation is at most so far away.
- A rule of composite alarms that leads back to itself is evaluated once for a change, not for
  ever. A composite alarm rings or does not; AWS never says when one has insufficient data.
- Anomaly bands, Metrics Insights, trimmed means, unknown functions: such alarms are kept, and say
  in their reason and in the log that nothing evaluates them. An expression that cannot be worked
  out over the data there is leaves the state as it is.
- Actions: topics and functions are told. Scaling, instances, incidents and the like are written
  down in the alarm's history and in the log. ``ActionsSuppressor`` is refused.
- AWS does not say how reasons count where some data is missing; the words are like its others.

Sources:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

from __future__ import annotations

from datetime import timedelta

MORE_PERIODS = 2
"""Periods that are looked at beside those that an alarm evaluates."""

FORCED = timedelta(minutes=1)
"""How long a state that was set by hand holds, whatever the data say."""

TOGETHER = timedelta(milliseconds=200)
SHARE = 20
"""What comes within that time is looked at once; within longer, where a look takes more than the
twentieth part of it."""
