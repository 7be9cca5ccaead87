-- A number may have a name beside its inbox's, which tells several in one inbox apart.
alter table line add column name text check (char_length(name) between 1 and 40);
