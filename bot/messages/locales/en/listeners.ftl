# Short answers that listeners give.

err-led = This one is about how you are led, so somebody else should come back to it. Please choose another person.
paused = I won't write to you before { $date }. Answers to what you press still come.
heard-done = Thank you. { $person } learns that you've read it.
said-back-done = Thank you. { $person } reads it and can correct it.
saved-title = Saved
done-late = It's done and saved. Slack is slow to show it here; this message changes by itself.
settings-done-emoji = Saved. Messages are marked with { $emoji }.
settings-done-no_emoji = Saved. No emoji marks a message any more; the message menu still does.
settings-done = From now on I keep to that.
sent-title = Sent
hand-done = I've asked { $person }. It pauses 5 working days; no answer is a no.
note-title = Your note
offered-done = I'll ask { $person }. Nobody else sees this.
invited-title = Almost there
invited-done = I've asked { $names }. Nothing is on until they decide.
form-offer-title = Ask the author
form-offer-submit = Ask { $author }
form-offer-text = Shall I ask { $author } whether { $leader } should come back to it? { $author } decides; nobody else sees this.
stepping-down-title = Step down?
stepping-down = You lead { $teams }. Without messages from me nobody can raise anything with you there.
stepping-down-left = { $n ->
    [one] One open thing goes back to the person who raised it.
   *[other] { $n } open things go back to the people who raised them.
}
stepping-down-notes = Everything else in your settings is saved. Your notes stay as they are.
stepped-down = You lead no team here any more, and I only answer what you do. Your notes stay as they are.
form-example-title = An example
err-author_no_leader = Nobody has told me that they lead { $person }.
note-timed = I keep the day, not the time.
note-moved = { $date } is a day off for you.
form-next-not-again = { $leader } hasn't come back to it again yet.
team-taken-off = { $names } can't be on a team: guests, bots and people from outside. I took them off the list.
err-not_in_channel = { $names } can't be on this team yet: invite them to the channel first.
form-suggest-title = Suggest { -app }
form-suggest-submit = Send
form-suggest-person = To whom?
form-suggest-small = They read this sentence, with a way to see how it works. Nothing of what you wanted to say goes along.
suggested-done = { $person } reads that sentence at work, unless they want no messages from me. Nothing else goes along.
