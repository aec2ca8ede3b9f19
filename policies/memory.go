package policies

import (
	"encoding/json"
	"sync"
)

// Memory remembers what rules said of what content. The zero value of a pointer, nil, remembers nothing. What it holds
// is valid for one set of rules: its owner keeps one file for each Engine.Sum.
type Memory struct {
	lock sync.Mutex
	// known are those of earlier runs, and used those that this run asked for.
	known, used map[string][]verdict
}

// NewMemory reads what Save wrote; anything else is an empty memory.
func NewMemory(data []byte) *Memory {
	m := &Memory{known: map[string][]verdict{}, used: map[string][]verdict{}}
	if json.Unmarshal(data, &m.known) != nil || m.known == nil {
		m.known = map[string][]verdict{} // Damaged: it is written anew.
	}
	return m
}

// Save writes what the run used, so that what no longer occurs is forgotten, and says whether that differs from what
// was read.
func (m *Memory) Save() (data []byte, changed bool, err error) {
	m.lock.Lock()
	defer m.lock.Unlock()
	changed = len(m.used) != len(m.known)
	for sum := range m.used {
		if _, known := m.known[sum]; !known {
			changed = true
		}
	}
	data, err = json.Marshal(m.used)
	return data, changed, err
}

// recall puts into verdicts what was said of the content before, or what judge says now.
func (m *Memory) recall(sum string, verdicts *[]verdict, judge func() ([]verdict, error)) (err error) {
	if m == nil {
		*verdicts, err = judge()
		return err
	}
	m.lock.Lock()
	said, known := m.used[sum]
	if !known {
		said, known = m.known[sum]
	}
	if known {
		m.used[sum] = said
	}
	m.lock.Unlock()
	if !known {
		if said, err = judge(); err != nil {
			return err
		}
		m.lock.Lock()
		m.used[sum] = said
		m.lock.Unlock()
	}
	*verdicts = said
	return nil
}
