-- How a member likes to work, the same on each of their devices. The row is there once they have changed something.
create table member_preference (
  workspace_id uuid not null,
  id uuid not null,
  shortcuts jsonb not null default '{}',
  single_keys boolean not null default true,
  updated_at timestamptz(3) not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, id) references member (workspace_id, id) on delete cascade
);

alter table member_preference enable row level security;
alter table member_preference force row level security;
create policy workspace_only on member_preference to centralita_app using (workspace_id = current_workspace());
create policy owner_all on member_preference to current_user using (true);
grant select, insert, update, delete on member_preference to centralita_app;
