# Short answers that listeners give.

err-led = Nothing was sent. Your own lead doesn't get anything about how you're led. Choose another lead; or, if your own lead should read it, choose something else under "What is it?".
paused = I won't write to you before { $date }. Answers to what you press still come.
heard-done = Sent. { $person } learns that you've read it.
said-back-done = Sent. { $person } reads your reply and can correct it.
saved-title = Done
done-late = It's done and saved. Slack is slow to show it here; this message changes by itself.
settings-done-emoji = Saved. The emoji { $emoji } on a message now means "worth following up".
settings-done-no_emoji = Saved. Emoji no longer suggest a follow-up here; the message menu still does.
settings-done = Saved.
sent-title = Saved
hand-done = I've asked { $person }, and won't remind you meanwhile. Without an answer within 5 working days it stays with you.
note-title = Your note
offered-done = I'll ask { $person }, and say that you suggested it. Nobody else sees this.
invited-title = Waiting for an answer
invited-done = I've asked { $names } to follow up on what people in { $channel } raise. Nobody can raise anything there until { $names } accepts.
form-offer-title = Ask the author
form-offer-submit = Ask { $author }
form-offer-text = Should I ask { $author } whether { $leader } should follow up? { $author } sees that you suggested it, and decides. Nobody else sees this.
stepping-down-title = Stop leading in { -app }?
stepping-down = You chose that I never write to you first. Without messages nobody can raise anything with you in { $teams }, so you'd stop leading there in { -app }. You can also pause for some days.
stepping-down-left = { $n ->
    [one] One open thing goes back to the person who raised it.
   *[other] { $n } open things go back to the people who raised them.
}
stepping-down-notes = Everything else in your settings is saved, and this choice isn't yet. Your notes stay as they are.
stepped-down = You lead no team in { -app } any more, and I only answer what you press or type. Your notes stay as they are.
form-example-title = An example
err-author_no_leader = Nobody was asked. I don't know who leads { $person } here.
note-timed = I can remind you on a day, not at a set time.
note-moved = { $date } is a day off for you, so it's the next working day.
form-next-not-again = There's been no news from { $leader } since you last heard.
team-taken-off = { $names } can't be on a team: only full members of this workspace can. I took them off the list.
err-not_in_channel = Nothing was set up. { $names } can't be on this team yet: invite them to the channel first.
form-suggest-title = Suggest { -app }
form-suggest-submit = Send
form-suggest-person = To whom?
form-suggest-small = Only the text above is sent, nothing you raised.
suggested-done = { $person } gets it, unless { $person } wants no messages from me. Nothing but that text is sent.
