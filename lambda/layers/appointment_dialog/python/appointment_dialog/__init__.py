"""What bots that talk about appointments share: days and times wished for, offers chosen."""
