package party

import (
	"regexp"
	"strings"

	"bridgehead/lang"
)

// A Scheme names a register that identifies organisations.
type Scheme string

// The schemes that are known by form.
const (
	USCC Scheme = "uscc"  // unified social credit code, GB 32100-2015
	LEI  Scheme = "lei"   // legal entity identifier, ISO 17442-1:2020
	HKBR Scheme = "hk-br" // Hong Kong business registration number
	HKCR Scheme = "hk-cr" // Hong Kong company registration number
)

// An Identifier is what one register calls an organisation.
type Identifier struct {
	Scheme Scheme
	Value  string // without spaces, letters in upper case
}

// String returns the identifier as ParseIdentifier reads it: "uscc:91350100M000100Y43".
func (id Identifier) String() string { return string(id.Scheme) + ":" + id.Value }

// Check reports what is wrong with the identifier by its scheme's own rule, nil when
// nothing is or the scheme is not known. It is meant as a warning.
func (id Identifier) Check() error {
	switch id.Scheme {
	case USCC:
		return CheckUSCC(id.Value)
	case LEI:
		return CheckLEI(id.Value)
	case HKBR:
		return CheckHKBR(id.Value)
	case HKCR:
		return CheckHKCR(id.Value)
	}
	return nil
}

var (
	usccForm = regexp.MustCompile(`^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$`)
	leiForm  = regexp.MustCompile(`^[0-9A-Z]{18}[0-9]{2}$`)
	hkbrForm = regexp.MustCompile(`^[0-9]{8}(-[0-9]{3}(-[0-9]{2}-[0-9]{2}-[0-9A])?)?$`)
	hkcrForm = regexp.MustCompile(`^(F?[0-9]{7})$`)
	anyCode  = regexp.MustCompile(`^[0-9A-Z]{18}$`)
)

// usccAlphabet gives each character its value: GB 32100-2015 leaves out I, O, S, V and Z.
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// CheckUSCC reports whether s has the form and the check character of a unified social
// credit code (GB 32100-2015: weights 3^(i-1) modulo 31). The error is a lang.Error with
// CodeInvalid; use it as a warning.
func CheckUSCC(s string) error {
	if !usccForm.MatchString(s) {
		return lang.Invalid("party.identifier.form", lang.Args{"given": s})
	}
	sum, weight := 0, 1
	for _, r := range s[:17] {
		sum += weight * strings.IndexRune(usccAlphabet, r)
		weight = weight * 3 % 31
	}
	if usccAlphabet[(31-sum%31)%31] != s[17] {
		return lang.Invalid("party.identifier.check", lang.Args{"given": s})
	}
	return nil
}

// CheckLEI reports whether s has the form and the check digits of a legal entity
// identifier (ISO 17442, by ISO/IEC 7064 MOD 97-10: with A = 10 … Z = 35 the whole leaves 1 when
// divided by 97). The error is a lang.Error with CodeInvalid; use it as a warning.
func CheckLEI(s string) error {
	if !leiForm.MatchString(s) {
		return lang.Invalid("party.identifier.form", lang.Args{"given": s})
	}
	rest := 0
	for _, r := range s {
		if r >= 'A' {
			rest = (rest*100 + int(r-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(r-'0')) % 97
		}
	}
	if rest != 1 {
		return lang.Invalid("party.identifier.check", lang.Args{"given": s})
	}
	return nil
}

// CheckHKBR reports whether s has the form of a Hong Kong business registration number: 8
// digits, which since 27 December 2023 are the company's unique business identifier too,
// alone, with the branch (12345678-000), or with all that the certificate prints
// (12345678-000-01-24-A). Only the form is judged.
func CheckHKBR(s string) error {
	if !hkbrForm.MatchString(s) {
		return lang.Invalid("party.identifier.form", lang.Args{"given": s})
	}
	return nil
}

// CheckHKCR reports whether s has the form of the number that the Hong Kong Companies
// Registry gave until 2023: 7 digits, with F before them for a company from elsewhere.
func CheckHKCR(s string) error {
	if !hkcrForm.MatchString(s) {
		return lang.Invalid("party.identifier.form", lang.Args{"given": s})
	}
	return nil
}

// ParseIdentifier reads an identifier as people type it, with its scheme in front
// ("lei:969500KSV493XWY0PS33") or known by its form: 18 characters are a unified social
// credit code, 20 a legal entity identifier, 8 digits (with or without a branch) a Hong
// Kong business registration number, 7 a company registration number. Spaces, full-width
// and small letters are put right.
//
// The check characters are not judged: ask the result's Check, and warn. What has none of
// the forms is a lang.Error with CodeInvalid.
func ParseIdentifier(s string) (Identifier, error) {
	text := strings.ToUpper(strings.ReplaceAll(lang.HalfWidth(lang.Clean(s)), " ", ""))
	scheme, value, named := strings.Cut(text, ":")
	if named {
		id := Identifier{Scheme(strings.ToLower(scheme)), value}
		switch id.Scheme {
		case USCC, LEI, HKBR, HKCR:
			if value != "" {
				return id, nil
			}
		}
		return Identifier{}, lang.Invalid("party.identifier.unreadable", lang.Args{"given": s})
	}
	switch {
	case anyCode.MatchString(text):
		return Identifier{USCC, text}, nil
	case leiForm.MatchString(text):
		return Identifier{LEI, text}, nil
	case hkbrForm.MatchString(text):
		return Identifier{HKBR, text}, nil
	case hkcrForm.MatchString(text):
		return Identifier{HKCR, text}, nil
	}
	return Identifier{}, lang.Invalid("party.identifier.unreadable", lang.Args{"given": s})
}
