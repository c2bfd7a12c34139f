-- The tally: what the records at a fair's latest position come to, so that its headline
-- figures need not be summed again each time. It follows from the rows alone, and
-- verification holds it against them. Amounts stand in two halves, whole billions of minor
-- units and the rest, so that no sum overflows. An increase is tallied while the agreement
-- that it belongs to is in force.

-- +goose Up
create table tally (
  fair_id   text   not null,
  kind      text   not null,
  edition   bigint not null,
  currency  text   not null,
  signed_on text   not null,
  confirmed bigint not null,
  records   bigint not null,
  high      bigint not null,
  low       bigint not null,
  primary key (fair_id, kind, edition, currency, signed_on, confirmed)
);
insert into tally
  select fair_id, 'agreement', edition, currency, signed_on, confirmed, count(*),
    cast(sum(amount / 1000000000) as bigint), cast(sum(amount % 1000000000) as bigint)
  from agreement where until = 9223372036854775807
  group by fair_id, edition, currency, signed_on, confirmed;
insert into tally
  select r.fair_id, 'amendment', r.edition, r.currency, r.signed_on, r.confirmed, count(*),
    cast(sum(r.amount / 1000000000) as bigint), cast(sum(r.amount % 1000000000) as bigint)
  from amendment r join agreement o on o.fair_id = r.fair_id and o.id = r.agreement and o.until = 9223372036854775807
  where r.until = 9223372036854775807
  group by r.fair_id, r.edition, r.currency, r.signed_on, r.confirmed;
insert into tally
  select fair_id, 'project', edition, currency, '', 0, count(*),
    cast(sum(amount / 1000000000) as bigint), cast(sum(amount % 1000000000) as bigint)
  from project where until = 9223372036854775807
  group by fair_id, edition, currency;
insert into tally
  select fair_id, 'session', edition, '', '', 0, count(*), 0, 0
  from session where until = 9223372036854775807
  group by fair_id, edition;
insert into tally
  select fair_id, 'track', edition, '', '', 0, count(*), 0, 0
  from track where until = 9223372036854775807
  group by fair_id, edition;
