package lang

import (
	"errors"
	"fmt"
	"io"
	"testing"
)

func TestErrorsKeepTheirCodeAndTextThroughWrapping(t *testing.T) {
	for code, made := range map[Code]*Error{
		CodeInvalid:     Invalid("error.invalid"),
		CodeConflict:    Conflict("error.conflict"),
		CodeNotFound:    NotFound("error.not_found"),
		CodeForbidden:   Forbidden("error.forbidden"),
		CodeStale:       Stale("error.stale"),
		CodeUnavailable: Unavailable("error.unavailable"),
	} {
		wrapped := fmt.Errorf("saving: %w", made)
		if CodeOf(wrapped) != code || Explain(Hans, wrapped) != Say(Hans, "error."+string(code)) {
			t.Errorf("%s: code %q, text %q", code, CodeOf(wrapped), Explain(Hans, wrapped))
		}
	}
}

func TestAnInternalErrorIsNotShown(t *testing.T) {
	if code := CodeOf(io.ErrUnexpectedEOF); code != "" {
		t.Errorf("CodeOf = %q", code)
	}
	if got, want := Explain(En, io.ErrUnexpectedEOF), "Something went wrong inside the system. It has been logged."; got != want {
		t.Errorf("Explain = %q, want %q", got, want)
	}
	if CodeOf(nil) != "" || Explain(En, nil) != "" {
		t.Error("no error has a code or a text")
	}
}

func TestACauseIsLoggedButNotShown(t *testing.T) {
	plain := Unavailable("error.unavailable")
	e := plain.Because(io.EOF)
	if !errors.Is(e, io.EOF) || plain.Err != nil {
		t.Errorf("cause %v, and of the original %v", e.Err, plain.Err)
	}
	if got, want := e.Error(), "This cannot be done at the moment. Try again in a little while.: EOF"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
	if got, want := e.In(Hant), "暫時無法辦理，請稍後再試。"; got != want {
		t.Errorf("In = %q, want %q", got, want)
	}
}

func TestProblemsSayFieldAndReasonInTheReadersLanguage(t *testing.T) {
	warning := Problem{Field: "word.amount", Warning: true, Why: Invalid("error.invalid")}
	ps := Problems{{Field: "word.office", Why: Invalid("error.required")}, warning}
	if got, want := ps.Err().(*Error).In(Hans), "记录有误。报送单位：此项必填。"; got != want {
		t.Errorf("In(Hans) = %q, want %q", got, want)
	}
	if got, want := ps.Err().Error(), "The record is not right. reporting office: This must be filled in."; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
	if err := (Problems{warning}).Err(); err != nil {
		t.Errorf("a warning alone blocks: %v", err)
	}
}
