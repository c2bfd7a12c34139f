package access

import (
	"fmt"
	"slices"
)

// Routes is the list of routes with the action that each asks for. Pages and the API register
// every route through Add, so that there is none without an action; a test compares the list
// with what the server really answers to.
type Routes struct {
	list []Route
}

// A Route is a pattern of net/http ("GET /{fair}/review") and what it asks for.
type Route struct {
	Pattern string
	Action  Action
}

// Add notes the route and returns its pattern, to be registered. An action that no rule
// allows to anybody, or a pattern that is there already, is a mistake in the program.
func (r *Routes) Add(pattern string, action Action) string {
	if !slices.ContainsFunc(Rules(), func(rule Rule) bool { return rule.Action == action }) {
		panic(fmt.Sprintf("access: route %s names the action %q, which is not in the table", pattern, action))
	}
	if _, there := r.Of(pattern); there {
		panic(fmt.Sprintf("access: route %s is registered twice", pattern))
	}
	r.list = append(r.list, Route{pattern, action})
	return pattern
}

// Of returns the action of a pattern, as http.Request.Pattern holds it.
func (r *Routes) Of(pattern string) (Action, bool) {
	for _, one := range r.list {
		if one.Pattern == pattern {
			return one.Action, true
		}
	}
	return "", false
}

// List returns all routes in the order in which they were added.
func (r *Routes) List() []Route { return slices.Clone(r.list) }
