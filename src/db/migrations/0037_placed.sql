-- Where a member has put a conversation of late, and from where: what they may take back.
alter table conversation_member add column placed jsonb not null default '[]';
