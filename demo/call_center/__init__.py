"""CallCenter: a clinic with appointments to move, and a call that moves one."""
