-- A member's picture and the workspace's, by their content. And where the workspace is, for hours that begin in it.
alter table member add column picture text check (picture ~ '^[0-9a-f]{64}$');
alter table workspace
  add column picture text check (picture ~ '^[0-9a-f]{64}$'),
  add column time_zone text check (length(time_zone) <= 64);
