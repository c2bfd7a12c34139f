package main

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// exitForbidden is the exit status of what the table refuses.
const exitForbidden = 4

var forbidden = exit{exitForbidden, "the actor may not do this"}

// actorFlag names the account in whose name a command writes.
type actorFlag struct{ who string }

func (a *actorFlag) set(fs *flag.FlagSet) {
	fs.StringVar(&a.who, "actor", access.System, "the `account` in whose name it is done: an e-mail address, an identifier, or system, who holds the machine")
}

// may asks the table, as pages do, and returns the identifier that the journal takes.
func (a *actorFlag) may(ctx context.Context, db *store.DB, fair string, questions ...access.Question) (access.ID, error) {
	id := access.System
	if a.who != access.System {
		account, err := db.AccountNamed(ctx, a.who)
		if err != nil {
			return "", err
		}
		if account.State != access.Active {
			return "", lang.Forbidden("access.account.inactive", lang.Args{"email": account.Email})
		}
		id = account.ID
	}
	for _, q := range questions {
		of := fair
		if q.Installation {
			of = journal.Accounts
		}
		who, err := db.Actor(ctx, of, id)
		if err != nil {
			return "", err
		}
		if err := db.Allow(ctx, of, who, q, ""); err != nil {
			return "", err
		}
	}
	return id, nil
}

func accountCommand() command {
	return command{
		name: "account", args: "list|add|invite|grant|revoke|reset|unlock|disable|enable [EMAIL] [ROLE]",
		short: "accounts, and what each may do",
		long: `Looks after the accounts of the installation, and the roles that they hold in a fair
(docs/access.md). An account is known by its e-mail address or its identifier.

  list                 the accounts with their state and what they hold
  add EMAIL            make an account; nobody can sign in to it yet
  invite EMAIL         have an invitation mailed; makes the account when --name is given
  grant EMAIL ROLE     give a role: secretariat (of a --side, or of all), office (--side and
                       --office), press, delegate (--party), auditor, administrator
  revoke EMAIL ROLE    take it back
  reset EMAIL          take password, second step and sessions, and mail a link for new ones
  unlock EMAIL         end the wait after failed attempts
  disable, enable      take an account out of use, ending its sessions, and bring it back

Mails wait in the outbox until a server sends them (serve --smtp). With --print the mail is
printed instead: for the first account of all, and where there is no mail.

Examples:
  bridgehead account invite chen@example.org --name "陈一" --lang zh-Hans --print
  bridgehead account grant chen@example.org secretariat --side beijing --fair jinggang
  bridgehead account grant chaoyang@example.org office --side beijing --office 朝阳区
  bridgehead account grant root@example.org administrator --installation
  bridgehead account revoke chen@example.org secretariat --side beijing --actor root@example.org
  bridgehead account unlock chen@example.org`,
		exits: []exit{forbidden},
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var c accounts
			c.r.set(fs)
			c.r.setFair(fs)
			c.actor.set(fs)
			c.r.mayCreate = true
			fs.StringVar(&c.name, "name", "", "the `name` of the person, of an account that is new")
			fs.StringVar(&c.tag, "lang", "zh-Hans", "the `language` of mails to them: zh-Hans, zh-Hant or en")
			fs.StringVar(&c.grant.Side, "side", "", "the `side` of a secretariat or an office")
			fs.StringVar(&c.grant.Office, "office", "", "the `code` of a reporting office")
			fs.StringVar(&c.grant.Party, "party", "", "the `identifier` of the party that a delegate comes for")
			fs.BoolVar(&c.installation, "installation", false, "grant or revoke in the installation, not in a fair")
			fs.StringVar(&c.base, "base-url", "http://"+defaultAddr, "the `address` at which the pages are reached, for the links in mails")
			fs.BoolVar(&c.print, "print", false, "print the mail instead of leaving it to be sent")
			return func(ctx context.Context, io streams, args []string) error {
				return c.run(ctx, io, args)
			}
		},
	}
}

// accounts is one call of the command.
type accounts struct {
	r                   recordFlags
	actor               actorFlag
	name, tag, base     string
	grant               access.Grant
	installation, print bool
}

// wants says how many arguments follow each verb.
var accountVerbs = map[string]int{
	"list": 0, "add": 1, "invite": 1, "grant": 2, "revoke": 2, "reset": 1, "unlock": 1, "disable": 1, "enable": 1,
}

func (c *accounts) run(ctx context.Context, io streams, args []string) error {
	if len(args) == 0 {
		return usage("it needs to be told what to do")
	}
	verb, args := args[0], args[1:]
	want, known := accountVerbs[verb]
	if !known {
		return usage("there is no `account %s`", verb)
	}
	if len(args) != want {
		return usage("`account %s` takes %d arguments, but got %d", verb, want, len(args))
	}
	db, err := c.r.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	switch verb {
	case "list":
		err = c.list(ctx, io, db)
	case "grant", "revoke":
		err = c.change(ctx, io, db, verb, args[0], access.Role(args[1]))
	case "add", "invite":
		err = c.invite(ctx, io, db, verb, args[0])
	default:
		err = c.look(ctx, io, db, verb, args[0])
	}
	if lang.CodeOf(err) == lang.CodeForbidden {
		fmt.Fprintf(io.err, "bridgehead account: %v\n", err)
		return status(exitForbidden)
	}
	return err
}

// ofInstallation is the question whether somebody may look after all accounts.
var ofInstallation = access.Question{Action: access.ManageAccounts, Installation: true}

// list prints a line for each account: who it is, its state, and what it holds where.
func (c *accounts) list(ctx context.Context, io streams, db *store.DB) error {
	if _, err := c.actor.may(ctx, db, "", ofInstallation); err != nil {
		return err
	}
	fairs, err := db.Fairs(ctx)
	if err != nil {
		return err
	}
	held := map[access.ID][]string{}
	for _, fair := range append(fairs, journal.Accounts) {
		v, err := db.View(ctx, fair, -1)
		if err != nil {
			return err
		}
		grants, err := v.Grants(ctx)
		if err != nil {
			return err
		}
		for _, g := range grants {
			held[g.Account] = append(held[g.Account], fair+":"+strings.Join(slices.DeleteFunc([]string{string(g.Role), g.Side, g.Office, g.Party}, func(s string) bool { return s == "" }), "/"))
		}
	}
	const page = 500
	for after := ""; ; {
		lines, err := db.AccountList(ctx, after, page)
		if err != nil {
			return err
		}
		for _, a := range lines {
			state := a.State.In(lang.En)
			if a.SecondStep() {
				state += ", second step"
			}
			if !a.Locked.IsZero() {
				state += ", locked until " + a.Locked.UTC().Format(time.RFC3339)
			}
			fmt.Fprintf(io.out, "%s\t%s\t%s\t%s\t%s\n", a.ID, a.Email, a.Name, state, strings.Join(held[a.ID], " "))
			after = a.ID
		}
		if len(lines) < page {
			return nil
		}
	}
}

// invite makes an account, invites to it, or both.
func (c *accounts) invite(ctx context.Context, io streams, db *store.DB, verb, email string) error {
	actor, err := c.actor.may(ctx, db, "", ofInstallation)
	if lang.CodeOf(err) == lang.CodeForbidden { // then perhaps of a fair
		fair, ferr := c.r.chosen(ctx, db)
		if ferr != nil {
			return err
		}
		actor, err = c.actor.may(ctx, db, fair, access.Question{Action: access.InviteOffice})
	}
	if err != nil {
		return err
	}
	a, err := db.AccountNamed(ctx, email)
	switch {
	case verb == "add" || lang.CodeOf(err) == lang.CodeNotFound && c.name != "":
		tag, terr := lang.ParseTag(c.tag)
		if terr != nil {
			return terr
		}
		if a, err = db.AddAccount(ctx, actor, access.Account{Email: email, Name: c.name, Tag: tag}); err != nil {
			return err
		}
		fmt.Fprintf(io.out, "account %s of %s\n", a.ID, a.Email)
	case err != nil:
		return err
	}
	if verb == "add" {
		return nil
	}
	if err := db.Invite(ctx, actor, a.ID, c.base); err != nil {
		return err
	}
	return c.mailed(ctx, io, db, a)
}

// mailed says where the mail is, or prints it and takes it out of the outbox.
func (c *accounts) mailed(ctx context.Context, io streams, db *store.DB, a access.Account) error {
	if !c.print {
		fmt.Fprintf(io.out, "a mail to %s is in the outbox\n", a.Email)
		return nil
	}
	mails, err := db.Mails(ctx, journal.Accounts, store.MailWaiting, 1000)
	if err != nil {
		return err
	}
	for _, m := range mails {
		if m.To == a.Email {
			fmt.Fprintf(io.out, "%s\n\n%s\n", m.Subject, m.Body)
			return db.MailDone(ctx, m, "", time.Time{})
		}
	}
	return lang.NotFound("record.not_found", lang.Args{"kind": "mail"})
}

// change gives or takes a role.
func (c *accounts) change(ctx context.Context, io streams, db *store.DB, verb, who string, role access.Role) error {
	fair, q := journal.Accounts, ofInstallation
	if !c.installation {
		var err error
		if fair, err = c.r.chosen(ctx, db); err != nil {
			return err
		}
		if q = (access.Question{Action: access.ManageGrants}); role == access.Office || role == access.Delegate {
			q = access.Question{Action: access.InviteOffice, Side: c.grant.Side}
		}
	}
	actor, err := c.actor.may(ctx, db, fair, q)
	if err != nil {
		return err
	}
	a, err := db.AccountNamed(ctx, who)
	if err != nil {
		return err
	}
	g := c.grant
	g.Account, g.Role = a.ID, role
	if verb == "grant" {
		if g, err = db.Grant(ctx, fair, actor, g); err != nil {
			return err
		}
		fmt.Fprintf(io.out, "%s is %s in %s\n", a.Email, role, fair)
		return nil
	}
	if err := g.Validate().Err(); err != nil {
		return err
	}
	v, err := db.View(ctx, fair, -1)
	if err != nil {
		return err
	}
	held, err := v.GrantsOf(ctx, a.ID)
	if err != nil {
		return err
	}
	for _, h := range held {
		if g.ID = h.ID; h == g {
			if err := db.Revoke(ctx, fair, actor, h.ID); err != nil {
				return err
			}
			fmt.Fprintf(io.out, "%s is no longer %s in %s\n", a.Email, role, fair)
			return nil
		}
	}
	return lang.NotFound("record.not_found", lang.Args{"kind": "grant"})
}

// look does what is done to one account.
func (c *accounts) look(ctx context.Context, io streams, db *store.DB, verb, who string) error {
	actor, err := c.actor.may(ctx, db, "", ofInstallation)
	if err != nil {
		return err
	}
	a, err := db.AccountNamed(ctx, who)
	if err != nil {
		return err
	}
	switch verb {
	case "reset":
		if err := db.Reset(ctx, actor, a.ID, c.base); err != nil {
			return err
		}
		return c.mailed(ctx, io, db, a)
	case "unlock":
		err = db.Unlock(ctx, actor, a.ID)
	default:
		err = db.SetDisabled(ctx, actor, a.ID, verb == "disable")
	}
	if err == nil {
		fmt.Fprintf(io.out, "%s: done\n", a.Email)
	}
	return err
}
