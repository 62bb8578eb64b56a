"""PatientScheduling: a clinic with patients, and conversations that book, remind and cancel."""
