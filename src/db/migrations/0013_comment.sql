-- What members say to each other in a conversation's thread. The customer never sees it.
create table comment (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  -- Its number in the thread, among messages and all other items.
  seq int not null,
  author_id uuid not null,
  text text not null,
  -- Where in the text somebody is named: `[{memberId, from, to}]`, with null for everybody who shares the inbox.
  mentions jsonb not null,
  -- `[{emoji, memberId, at}]`
  reactions jsonb not null,
  -- What it said before it was changed: `[{text, until}]`, oldest first.
  earlier jsonb not null,
  -- Taken out of the thread; whoever sees the thread can still look at what it said.
  deleted_at timestamptz(3),
  deleted_by uuid,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (workspace_id, id),
  unique (workspace_id, conversation_id, seq),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id) on delete cascade,
  foreign key (workspace_id, author_id) references member (workspace_id, id),
  foreign key (workspace_id, deleted_by) references member (workspace_id, id)
);

alter table comment enable row level security;
alter table comment force row level security;
create policy workspace_only on comment to centralita_app using (workspace_id = current_workspace());
create policy owner_all on comment to current_user using (true);
grant select, insert, update, delete on comment to centralita_app;
