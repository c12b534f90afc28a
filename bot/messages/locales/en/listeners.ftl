# Short answers that listeners give.

err-led = This one is about how you are led, so somebody else should come back to it. Please choose another person.
coming = That comes with a later version. Until then `/concern help` lists what works.
paused = I won't write to you before { $date }. Answers to what you press still come.
heard-title = Heard
heard-done = Thank you. { $person } learns that you've read it.
said-back-done = Thank you. { $person } reads it and can correct it.
saved-title = Saved
saved-done = Saved.
sent-title = Sent
sent-done = { $leader } gets it. You'll hear from me by { $date } either way.
note-title = Kept
offered-done = I'll ask { $person }. Nobody else sees this.
invited-title = Almost there
invited-done = I've asked { $names }. Nothing is on until they decide.
