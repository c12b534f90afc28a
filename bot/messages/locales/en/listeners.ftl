# Short answers that listeners give.

err-led = This one is about how you are led, so somebody else should come back to it. Please choose another person.
paused = I won't write to you before { $date }. Answers to what you press still come.
heard-done = Thank you. { $person } learns that you've read it.
said-back-done = Thank you. { $person } reads it and can correct it.
saved-title = Saved
settings-done = From now on I keep to that.
sent-title = Sent
hand-done = I've asked { $person }. It pauses 5 working days; no answer is a no.
note-title = Kept
offered-done = I'll ask { $person }. Nobody else sees this.
invited-title = Almost there
invited-done = I've asked { $names }. Nothing is on until they decide.
form-offer-title = Ask the author
form-offer-submit = Ask { $author }
form-offer-text = Shall I ask { $author } whether { $leader } should come back to it? { $author } decides; nobody else sees this.
form-example-title = An example
err-author_no_leader = Nobody has told me that they lead { $person }.
note-moved = { $date } is a day off for you.
told-waiting-again = { $leader } hasn't come back to it again yet, which may say more about the week than about you. What would you like?
form-next-not-again = { $leader } hasn't come back to it again yet.
err-not_in_channel = { $names } can't be on this team yet: invite them to the channel first.
form-suggest-title = Suggest { -app }
form-suggest-submit = Send
form-suggest-person = To whom?
form-suggest-small = They read this sentence, with a way to see how it works. Nothing of what you wanted to say goes along.
suggested-done = { $person } reads that sentence at work, unless they want no messages from me. Nothing else goes along.
