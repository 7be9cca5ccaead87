-- More ways to sign in, and people who come in by invitation.

alter table auth."user" add "twoFactorEnabled" boolean not null default false, add "secondFactorDeclinedAt" timestamptz;

-- How somebody came in (`password`, `authenticator`, `recovery-code`, `passkey`, `single-sign-on`), and when they last
-- showed again that they are who they are.
alter table auth.session add method text not null default 'password', add "confirmedAt" timestamptz;

create table auth."twoFactor" (
  id text primary key,
  secret text not null,
  "backupCodes" text not null,
  "userId" text not null unique references auth."user" (id) on delete cascade,
  verified boolean not null default true,
  "failedVerificationCount" int not null default 0,
  "lockedUntil" timestamptz
);

create table auth.passkey (
  id text primary key,
  name text,
  "publicKey" text not null,
  "userId" text not null references auth."user" (id) on delete cascade,
  "credentialID" text not null unique,
  counter bigint not null,
  "deviceType" text not null,
  "backedUp" boolean not null,
  transports text,
  "createdAt" timestamptz,
  aaguid text
);
create index passkey_by_user on auth.passkey ("userId");

-- Whoever is shown it comes in, once, as what it says; for one address when it names one.
create table invitation (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  id uuid not null,
  email text,
  role text not null check (role in ('admin', 'member')),
  inbox_ids uuid[] not null,
  language text not null check (language in ('en', 'es', 'fr')),
  invited_by uuid not null,
  created_at timestamptz(3) not null,
  -- Since when the link is good; the one that was made before it is not.
  linked_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  mailed_at timestamptz(3),
  accepted_at timestamptz(3),
  accepted_by uuid,
  revoked_at timestamptz(3),
  revoked_by uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, invited_by) references member (workspace_id, id),
  foreign key (workspace_id, accepted_by) references member (workspace_id, id),
  foreign key (workspace_id, revoked_by) references member (workspace_id, id)
);

-- Links that no letter could carry, for an owner or admin to pass on.
create table pending_link (
  workspace_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  kind text not null check (kind in ('reset', 'verify')),
  sealed_url text not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  primary key (workspace_id, id),
  unique (workspace_id, member_id, kind),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);

-- What a workspace asks of those who sign in. Without a row: owners and admins are offered a second factor.
create table sign_in_policy (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  id uuid not null check (id = workspace_id),
  second_factor text not null check (second_factor in ('offered', 'admins', 'everyone')),
  changed_at timestamptz(3) not null,
  changed_by uuid not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, changed_by) references member (workspace_id, id)
);

-- The company's own directory of people, by OpenID Connect.
create table single_sign_on (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  id uuid not null check (id = workspace_id),
  label text not null check (length(label) between 1 and 60),
  issuer text not null,
  client_id text not null,
  sealed_secret text not null,
  -- Whoever the directory knows becomes a member when they first come.
  joins boolean not null,
  changed_at timestamptz(3) not null,
  changed_by uuid not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, changed_by) references member (workspace_id, id)
);

do $$
declare
  name text;
begin
  foreach name in array array['invitation', 'pending_link', 'sign_in_policy', 'single_sign_on']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy workspace_only on %I to centralita_app using (workspace_id = current_workspace())', name);
    execute format('create policy owner_all on %I to current_user using (true)', name);
    execute format('grant select, insert, update, delete on %I to centralita_app', name);
  end loop;
end $$;

-- As before, and for whoever left every workspace: they begin anew with the password that they choose now. Whether the
-- address is theirs is known only when a letter brought them.
create or replace function admit(member_id uuid, person_id text, person_name text, address text, password_hash text, proven boolean default true)
  returns boolean
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  delete from auth."user" u where u.email = address and not exists (select from auth.membership m where m.user_id = u.id);
  insert into auth."user" (id, name, email, "emailVerified", "updatedAt")
    values (person_id, person_name, address, proven, now()) on conflict (email) do nothing;
  if not found then return false; end if;
  if password_hash is not null then
    insert into auth.account (id, "accountId", "providerId", "userId", password, "updatedAt")
      values (gen_random_uuid()::text, person_id, 'credential', person_id, password_hash, now());
  end if;
  insert into auth.membership (user_id, workspace_id, member_id) values (person_id, public.current_workspace(), member_id);
  return true;
end $$;
drop function admit(uuid, text, text, text, text);
revoke all on function admit from public;
grant execute on function admit to centralita_app;

-- For whoever signs in by other means than a password of ours. Only into the workspace of the transaction.
create function enrol(member_id uuid, person_id text) returns void
  language sql security definer set search_path = pg_catalog
as $$
  insert into auth.membership (user_id, workspace_id, member_id) values (person_id, public.current_workspace(), member_id)
$$;
revoke all on function enrol from public;
grant execute on function enrol to centralita_app;

-- Whoever is removed has left on every device, whatever removed them; that cannot be forgotten anywhere.
create function end_membership() returns trigger
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  delete from auth.membership where workspace_id = new.workspace_id and member_id = new.id;
  delete from auth.session s where s."userId" = new.user_id
    and not exists (select from auth.membership m where m.user_id = new.user_id);
  return null;
end $$;
create trigger member_leaves after update of removed_at on member
  for each row when (old.removed_at is null and new.removed_at is not null) execute function end_membership();
