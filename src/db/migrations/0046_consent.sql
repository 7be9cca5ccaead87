-- Whether a customer wants our texts: everything that was said or done about it, numbered for each contact. Rows are
-- only ever added; what follows from them is kept on the contact, where every screen sees it.
create table consent (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  contact_id uuid not null,
  seq int not null,
  type text not null check (type in ('out', 'in', 'asked', 'dismissed', 'undone')),
  source text not null check (source in ('words', 'member', 'carrier')),
  member_id uuid,
  -- Where it was said, by which text. They may be deleted for good; that it was said stays.
  conversation_id uuid,
  message_id uuid,
  words text,
  at timestamptz(3) not null,
  primary key (workspace_id, contact_id, seq),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id)
);

alter table contact
  add column opt_out jsonb,
  add column opt_out_asked jsonb;

alter table consent enable row level security;
alter table consent force row level security;
create policy workspace_only on consent to centralita_app using (workspace_id = current_workspace());
create policy owner_all on consent to current_user using (true);
grant select, insert on consent to centralita_app;
