package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"bridgehead/lang"
	"bridgehead/project"
	"bridgehead/store"
)

// Nobody waits for an order that is being made: the list comes as its records were made and says
// so, until the order is there.
func TestListsDoNotWaitForAnOrder(t *testing.T) {
	address := t.TempDir() + "/fair.db"
	db := keeping(t, address, store.ColumnsLimit)
	write := func(from, to int) {
		update(t, db, func(tx *store.Tx) error {
			for i := from; i < to; i++ {
				p := project.Project{ID: project.ID(fmt.Sprintf("p%04d", i)), Edition: 26, Title: lang.Text{En: fmt.Sprintf("Title %d", i*7%1000)}, Type: project.Park}
				if err := store.Put(t.Context(), tx, &p, 0, created); err != nil {
					return err
				}
			}
			return nil
		})
		if !latest(t, db).AwaitColumns() {
			t.Fatal("the columns were not loaded")
		}
	}
	list := func(o store.Order) (titles []string, unsorted bool) {
		l, err := store.List[project.Project](t.Context(), latest(t, db), store.Filter{}, o, store.Turn{Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range l.Rows {
			titles = append(titles, r.Value.Title.En)
		}
		return titles, l.Unsorted
	}
	write(0, 20)
	byTitle := store.Order{By: store.OrderTitle, Tag: lang.En, Descending: true}
	now := byTitle
	now.Now = true
	if titles, unsorted := list(now); unsorted || titles[0] != "Title 133" {
		t.Fatalf("a short list is not sorted at once: %q", titles)
	}
	release := db.HoldOrder("test", "project", byTitle, 10)
	defer func() {
		if release != nil {
			release()
		}
	}()
	write(20, 700)
	made, _ := list(store.Order{})
	titles, unsorted := list(now)
	if !unsorted || !slices.Equal(titles, made) {
		t.Errorf("while the order is made the list is %q…, unsorted %v", titles[:3], unsorted)
	}
	release()
	release = nil
	want, _ := list(byTitle)
	if slices.Equal(want, made) || want[0] != "Title 997" {
		t.Errorf("sorted: %q…", want[:3])
	}
	for range 500 {
		if titles, unsorted = list(now); !unsorted {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if unsorted || !slices.Equal(titles, want) {
		t.Errorf("when the order is there the list is %q…, unsorted %v", titles[:3], unsorted)
	}
}
