# An admin's yes, the safety contact, the list, and what a leader's notes say to whom they are about.

notice-approve = A team waits for your approval.
approve-new = *{ $person }* set up { -app } for { $channel }.
approve-changes = *{ $person }* would like to change { $channel }. Until you approve, it goes on as it was.
approve-before = { $channel } was set up by *{ $person }* before teams needed an admin's approval. It goes on until { $date }. If nobody approves it by then, nothing new can be raised there.
approve-before-other = { $channel } was set up by *{ $person }*, who isn't an admin, before teams needed an admin's approval. It goes on until { $date }. If nobody approves it by then, nothing new can be raised there.
approve-leaders = Lead: { $names }.
approve-members = Team: { $names }.
approve-starts-then = If you approve and its lead accepts, I post once in the channel that it has started, and write once to anybody on the team who isn't in the channel by then. Until then nothing starts.
approve-changes-then = If you approve, I invite each new lead, and write once to each person added to the list.
approve-goes-on-then = If you approve, it goes on as it is. If you choose "Not now", nothing new can be raised there from then on; what is open goes on.
approve-not_now = If you choose "Not now", { $person } learns that it was you, and can ask again in a month. Approving lets you read nothing that is raised.
approve-contact = Safety contact, as proposed: { $contact }. If you approve, it holds for the whole workspace where that has none yet, else for this team.
approve-contact-unknown = Safety contact: { $contact }. I can't tell whether an admin chose it; if you approve, it stays.
approve-private = *{ $person }* asked another admin to approve a private channel. Nothing for you to do here: only that admin sees its name and its people.
approve-changed = *{ $person }* has changed this since. Please use the newest message about it.
approve-declined = An admin answered "not now" for { $channel }; { $person } is told.
approve-done = An admin approved { $channel }.
notice-approve-settled = A team that waited for your approval.
button-approve = Approve
button-not_approved = Not now
button-approvals = See what waits

notice-approval = An answer about your team.
approval-yes = { $admin } approved { $channel }. It has started.
approval-yes-waits = { $admin } approved { $channel }. It starts when { $names } accepts.
approval-no = { $admin } chose "not now" for { $channel }. Nothing has started; { $admin } can tell you why. You can ask again in a month.
approval-no-running = { $admin } chose "not now" for what is new in { $channel }. It goes on as it was; { $admin } can tell you why. You can ask again in a month.

form-approvals-title = Waiting for approval
form-approvals-none = No team waits for an admin.
form-team-admin = Which admin should approve this?
form-team-admin-hint = It starts once that admin has approved it. That admin sees the channel's name, who leads and who is on the team, and nothing that is raised.
form-team-approval = It starts once an admin has approved it.
form-team-contact-proposed = An admin has to confirm the safety contact. Until then nobody can raise anything.
waiting-title = Waiting for an admin
waiting-done = I've asked { $admin } to approve { $channel }. Nothing new starts before that; I'll tell you.
promised-waiting = Thank you. It starts once an admin has approved { $channel }; I'll tell you then.
team-saved = Saved. The new settings apply from now on.

err-waiting = Nothing was sent. { $channel } is waiting for an admin's approval.
err-admin_needed = Nothing was set up. Please choose an admin who is asked to approve it.
err-no_admin = Nothing was set up. { $person } isn't an admin here.
err-declined_lately = Nothing was changed. An admin chose "not now"; you can ask again from { $date }.
err-approvals_used = Nothing was changed. You've asked for as many approvals as one day allows; you can ask again tomorrow.
err-invitations_used = Nothing was changed. Five leads a day can be invited; you can invite more tomorrow.
err-not_listed = You're not on this team's list.
err-teammate = Nothing was saved. { $person } is on a team with you, and neither of you leads the other; raise what affects you instead.
err-does_not_lead = Nothing was saved. { $person } says that you don't lead them. If you do, put { $person } on your team's list.

notice-contact = A safety contact is needed.
contact-gone = The account of { $contact } is closed. Until you name another safety contact, nobody can raise anything on the teams that had { $contact }.
contact-leads = { $contact } leads the team of { $channel }, so can't be its safety contact. Until you name someone else, nobody can raise anything there.
contact-none = { $channel } has no safety contact. Until you name one, nobody can raise anything there.
contact-for-all = With "Name a contact" you name one for the whole workspace. It also holds for a team whose own contact leads it; any other team with its own keeps that.
private-channel = a private channel (team set up by { $person })
contact-done = A safety contact has been named.

notice-listed = Your team uses { -app } now; there is nothing you have to do.
listed = Your team in { $channel } uses { -app } now: it reminds leads to come back to what people tell them. You don't have to do anything. When something is hard, type `/concern` and a sentence, with nothing before the slash. It isn't posted anywhere; it goes to { $names }.
listed-small = If you press "I'm not on this team", what you raise no longer goes to { $names } unless you choose so. Nobody gets a message about it, and a lead or an admin can put you back.
listed-left = You're off the list for { $channel } in { -app }. What you raise no longer goes to its lead unless you choose so; what you've raised stays where it is. I send nobody a message about it. A lead of that team or an admin can put you back.
button-leave_team = I'm not on this team
left-team = You're off the list for this team in { -app }. What you raise no longer goes to { $names } unless you choose so; what you've raised stays where it is. I send { $names } no message about it. A lead of this team or an admin can put you back.

notice-note-kept = About notes in { -app }.
note-kept = { $leader } wrote a short note in { -app } about a talk with you or a message of yours, as a reminder to follow up, and may write more. You can read every word with `/concern data`, any time, and have it removed.
note-kept-small = { -app } shows notes about you only to you and { $leader }, and no digest counts or mentions them. This message comes only once, even if more notes follow.
note-kept-erased = The notes by { $leader } about you are deleted.
note-told = On { $date } I tell { $person } once that you keep notes. If you take this one back before then, there's nothing to tell.
form-note-told = The first time, I tell the person once, on their next working day, that you keep notes. If you take the note back before then, there's nothing to tell.
button-read_notes = Read the notes
button-not_led = { $leader } doesn't lead me
button-remove_notes = Remove these notes
confirm-not_led-title = { $leader } doesn't lead you?
confirm-not_led = This deletes all notes by { $leader } about you, and tells { $leader } that you said so.
confirm-not_led-yes = Delete them
confirm-remove_notes-title = Remove these notes?
confirm-remove_notes = This deletes all notes by { $leader } about you, and tells { $leader } that you had them removed. New ones can still be written.
confirm-remove_notes-yes = Delete them
confirm-keep = Keep them
tail-not_led = { $person } says you don't lead them, so your note of { $date } was deleted. If you do, put { $person } on your team's list.

home-teams = Teams
home-team-on = { $channel } · led by { $names }
home-team-waiting = { $channel } · waiting for an admin
home-team-asked = { $channel } · waiting for { $names }
home-team-declined = { $channel } · an admin chose "not now"
home-team-no_contact = { $channel } · closed until an admin names another safety contact
home-approvals = Teams that wait for your approval: { $n }.
home-admin-contact-unknown = I can't tell whether an admin chose this safety contact. To confirm it, press "Name a contact" and save.

setting-workspace-teams = A new team starts
setting-teams-approved = Once an admin approves and its lead accepts
setting-teams-open = Once its lead accepts

kind-on_approve = An admin is asked to approve a team
kind-approval = What the admin said
kind-team_listed = Someone is on a team's list
kind-note_kept = Someone learns that notes are kept
kind-contact_needed = Admins are asked for a safety contact

button-correct_note = Change it
form-correct-title = Your note
form-correct-submit = Save
form-correct-small = When you save, the old words are deleted.
home-doubt-private = a private channel
