-- Who made a segment: a team's is changed by them, or by who manages the workspace.
alter table segment
  add column maker_id uuid,
  add foreign key (workspace_id, maker_id) references member (workspace_id, id);
update segment s set maker_id = coalesce(s.owner_id, (
  select e.actor_id from event e join member m on m.workspace_id = e.workspace_id and m.id = e.actor_id
  where e.workspace_id = s.workspace_id and e.type = 'segment.saved' and e.subject_id = s.id
  order by e.at limit 1));

-- A voicemail from before a number was shared is not counted for those who do not see it.
update conversation c set voicemails = (
    select count(*) from call k where k.workspace_id = c.workspace_id and k.conversation_id = c.id
      and k.seq > c.hidden_seq and k.voicemail ->> 'state' = 'kept')
  where c.hidden_seq > 0 and c.voicemails > 0;
delete from conversation_label l using conversation c
  where c.workspace_id = l.workspace_id and c.id = l.conversation_id and l.label = 'voicemail'
    and c.hidden_seq > 0 and c.voicemails = 0;
