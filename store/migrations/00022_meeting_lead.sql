-- A lead is asked for the meeting that it came of.

-- +goose Up
create index meeting_lead on meeting (fair_id, lead) where lead <> '';
