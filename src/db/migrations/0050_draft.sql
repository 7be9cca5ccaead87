-- What a member has begun to write, in one place: to a customer, to the team beside it, or in a chat. Their own alone.
create table draft (
  workspace_id uuid not null,
  -- Made of the place and the member, the same in every browser.
  id uuid not null,
  member_id uuid not null,
  kind text not null check (kind in ('message', 'comment', 'chat')),
  place_id uuid not null,
  conversation_id uuid generated always as (case when kind <> 'chat' then place_id end) stored,
  chat_id uuid generated always as (case when kind = 'chat' then place_id end) stored,
  text text not null,
  -- The number of our newest text in the thread when it was begun.
  begun_after int,
  -- What was written in the same place on another device, without either knowing of the other.
  others text[] not null,
  -- Of these words, with their time in it, and the browser that they are from.
  version uuid not null,
  device uuid not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id) on delete cascade,
  foreign key (workspace_id, chat_id) references chat (workspace_id, id) on delete cascade
);
create index draft_by_member on draft (workspace_id, member_id);
create index draft_by_conversation on draft (workspace_id, conversation_id) where conversation_id is not null;
create index draft_by_chat on draft (workspace_id, chat_id) where chat_id is not null;

alter table draft enable row level security;
alter table draft force row level security;
create policy workspace_only on draft to centralita_app using (workspace_id = current_workspace());
create policy owner_all on draft to current_user using (true);
grant select, insert, update, delete on draft to centralita_app;
