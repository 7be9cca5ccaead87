-- A number that is no longer ours to use: what was said on it stays. And when its provider last reported something.
alter table line
  add column disconnected_at timestamptz(3),
  add column heard_at timestamptz(3);
