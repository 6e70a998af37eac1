#include "ui/figures/saves.h"

#include <algorithm>
#include <map>

namespace trapdoor {
namespace {

constexpr uint64_t kFrame = 1024;  // bytes; what is loaded from farther away is no part of the saved frame

// The words that a program had, or that the hardware noted of it: what is worth saving.
bool is_context(const Isa& isa, uint16_t word) {
  const auto row = std::find_if(isa.words.begin(), isa.words.end(),
                                [&](const WordRow& each) { return each.word == word; });
  if (row == isa.words.end() || word == isa.pc_word) return false;
  if (row->group == WordGroup::general) return true;
  return std::any_of(isa.traps.begin(), isa.traps.end(), [&](const TrapRow& trap) {
    return row->name == trap.saved_pc || row->name == trap.status || row->name == trap.cause ||
           row->name == trap.value;
  });
}

// What one tick of the hart read and wrote.
struct Step {
  std::vector<const Event*> reads, writes, stores, loads;
};

// Calls look(tick, step) for each tick of that hart.
template <class Look>
void each_step(const std::vector<Event>& events, uint8_t hart, Look look) {
  for (size_t i = 0; i < events.size();) {
    const Tick tick = events[i].tick;
    Step step;
    for (; i < events.size() && events[i].tick == tick; ++i) {
      const Event& event = events[i];
      if (event.hart != hart) continue;
      const bool by_instruction = static_cast<Who>(event.flags) == Who::instruction;
      if (event.kind == EventKind::read && by_instruction) step.reads.push_back(&event);
      if (event.kind == EventKind::word && by_instruction) step.writes.push_back(&event);
      if (event.kind == EventKind::store) step.stores.push_back(&event);
      if (event.kind == EventKind::load) step.loads.push_back(&event);
    }
    look(tick, step);
  }
}

// Which word that the tick read has this value, so that it was copied; -1: none. A control word may be read through a
// mask: it is taken as it is.
int source_of(const Isa& isa, const Step& step, const Event& write) {
  for (auto read = step.reads.rbegin(); read != step.reads.rend(); ++read) {
    if ((*read)->value == write.value) return (*read)->what;
  }
  for (const Event* read : step.reads) {
    for (const WordRow& row : isa.words) {
      if (row.word == read->what && row.group == WordGroup::control && read->what != write.what)
        return read->what;
    }
  }
  return -1;
}

std::vector<SavedWord> saves_in(const Isa& isa, const std::vector<Event>& events, uint8_t hart) {
  std::vector<SavedWord> saves;
  std::map<int, int> origin;  // whose value a word holds, if it was written; -1: nobody's
  auto whose = [&](int word) { return origin.contains(word) ? origin.at(word) : word; };
  each_step(events, hart, [&](Tick tick, const Step& step) {
    for (const Event* store : step.stores) {
      if (store->size * 8 != isa.xlen) continue;
      int saved = -1;
      for (const Event* read : step.reads) {  // the last is the one stored; the first may be its address
        if (read->value == store->value) saved = whose(read->what);
      }
      if (saved < 0 || !is_context(isa, static_cast<uint16_t>(saved))) continue;
      const bool known =
          std::any_of(saves.begin(), saves.end(), [&](const SavedWord& each) { return each.word == saved; });
      if (!known) saves.push_back({static_cast<uint16_t>(saved), tick, store->address, store->value, 0});
    }
    std::vector<std::pair<int, int>> now;  // a swap reads both before it writes
    for (const Event* write : step.writes) {
      const int source = step.loads.empty() ? source_of(isa, step, *write) : -1;
      now.emplace_back(write->what, source < 0 ? -1 : whose(source));
    }
    for (const auto& [word, from] : now) origin[word] = from;
  });
  return saves;
}

std::vector<SavedWord> restores_in(const Isa& isa, const std::vector<Event>& events, uint8_t hart) {
  std::map<int, SavedWord> loaded;  // by word
  each_step(events, hart, [&](Tick tick, const Step& step) {
    std::vector<std::pair<int, SavedWord>> now;
    for (const Event* write : step.writes) {
      SavedWord word{write->what, tick, 0, write->value, write->old};
      const int source = source_of(isa, step, *write);
      const auto from = loaded.find(source);
      bool known = false;
      if (!step.loads.empty() && step.stores.empty() && step.loads.front()->value == write->value) {
        word.address = step.loads.front()->address;
        known = step.loads.front()->size * 8 == isa.xlen;
      } else if (source >= 0 && from != loaded.end() && from->second.value == write->value) {
        word.address = from->second.address;
        known = true;
      }
      now.emplace_back(known ? write->what : -1 - write->what, word);
    }
    for (const auto& [what, word] : now) {
      if (what < 0)
        loaded.erase(-1 - what);
      else
        loaded[what] = word;
    }
  });
  std::vector<SavedWord> restores;
  for (const auto& [what, word] : loaded) {
    if (is_context(isa, word.word)) restores.push_back(word);
  }
  std::sort(restores.begin(), restores.end(),
            [](const SavedWord& a, const SavedWord& b) { return a.tick < b.tick; });
  if (restores.empty()) return restores;
  const uint64_t frame = restores.back().address;
  std::erase_if(restores, [&](const SavedWord& word) {
    return word.address - frame > kFrame && frame - word.address > kFrame;
  });
  return restores;
}

// The crossings of that hart next to this one.
Tick next_crossing(const View& view, const Event& crossing) {
  const auto& all = view.history.crossings();
  for (size_t i = view.history.at(crossing.tick + 1); i < all.size(); ++i) {
    if (all[i].hart == crossing.hart) return all[i].tick;
  }
  return kNever;
}

Tick previous_crossing(const View& view, const Event& crossing) {
  const Crossing* before = view.history.before(view.history.at(crossing.tick), crossing.hart);
  return before == nullptr ? 0 : before->tick + 1;
}

}  // namespace

void find_saves(const View& view, const Event& crossing, SavedWords& saves) {
  const bool back = crossing.kind == EventKind::ret;
  Tick low = crossing.tick + 1, end = crossing.tick;
  if (back) {
    low = std::max(previous_crossing(view, crossing), end > kSaveTicks ? end - kSaveTicks : 0);
  } else {
    end = std::min({low + kSaveTicks, next_crossing(view, crossing), view.session.end()});
  }
  const uint64_t generation = view.history.generation();
  if (saves.tick == crossing.tick && saves.end == end && saves.generation == generation) return;
  saves = {crossing.tick, end, generation, {}};
  if (low >= end) return;
  const std::vector<Event> events = view.session.events_of(low, end - low, Detail::reads);
  saves.words =
      back ? restores_in(view.isa(), events, crossing.hart) : saves_in(view.isa(), events, crossing.hart);
}

}  // namespace trapdoor
