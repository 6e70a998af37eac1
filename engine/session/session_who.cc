// Who wrote this last, who reads this next, and what did a tick change: a register, one of its fields, memory, a
// device's register. Each is a Match like any other, and a replay.
#include <fmt/format.h>

#include <algorithm>

#include "engine/session/event_text.h"
#include "engine/session/match_names.h"
#include "engine/session/session_impl.h"

namespace trapdoor {
namespace {

constexpr Tick kReadersAhead = 2'000'000;  // a reader is looked for so far

}  // namespace

// Memory is what it is whatever it is called: a place that can be translated now is looked for by its physical
// addresses, so that devices and other mappings are seen; one that cannot, as the program calls it.
std::vector<Match> Session::Impl::memory_matches(std::string_view kind, const NamedAddress& place) const {
  const Machine& m = timeline->machine();
  const Isa& isa = m.isa();
  int hart = m.running_hart();
  std::vector<uint8_t> modes{static_cast<uint8_t>(m.hart(hart).cpu[isa.mode_word])};
  for (const ModeRow& row : isa.modes) modes.push_back(row.mode);
  std::vector<Match> matches;
  auto add = [&](std::string_view key, uint64_t low, uint64_t high) {
    Diagnostic error;
    auto match = Match::parse(fmt::format("{} {}={:#x}..{:#x}", kind, key, low, high), m, nullptr, error);
    if (match) matches.push_back(std::move(*match));
  };
  uint64_t size = std::clamp<uint64_t>(place.size, 1, 64 * kPageSize);
  for (uint64_t done = 0; done < size;) {
    uint64_t address = place.address + done;
    uint64_t part = std::min(size - done, kPageSize - address % kPageSize);
    Translation at;
    for (size_t i = 0; i < modes.size() && !at.ok; i++)
      at = isa.translate(m, hart, address, AccessKind::load, modes[i]);
    uint64_t low = at.ok ? at.physical : address;
    add(at.ok ? "physical" : "at", low, low + (part - 1));
    done += part;
  }
  return matches;
}

CommandResult Session::Impl::who_wrote(std::string_view what) {
  Diagnostic error;
  if (find_place(machine().isa(), what)) {
    auto match = Match::parse("word word=" + std::string(what), machine(), &built.program, error);
    return begin_search({std::move(*match)}, true);
  }
  auto place = find_address(what, machine(), &built.program);
  if (!place) return {false, no_such_place(what)};
  std::vector<Match> matches = memory_matches("write", *place);
  if (place->device_register) {
    auto changed_by = Match::parse("register at=" + std::string(what), machine(), &built.program, error);
    if (changed_by) matches.push_back(std::move(*changed_by));
  }
  return begin_search(std::move(matches), true);
}

CommandResult Session::Impl::who_reads(std::string_view what) {
  std::vector<Match> matches;
  if (find_place(machine().isa(), what)) {
    Diagnostic error;
    std::string_view whole = what.substr(0, what.find('.'));  // a field is read with its register
    matches.push_back(*Match::parse("read word=" + std::string(whole), machine(), &built.program, error));
  } else if (auto place = find_address(what, machine(), &built.program)) {
    matches = memory_matches("use", *place);
  } else {
    return {false, no_such_place(what)};
  }
  Detail detail = Detail::cheap;
  for (const Match& match : matches) detail = std::max(detail, match.detail());
  Replay replay(*timeline, timeline->now(), detail);
  std::optional<Event> found;
  Tick end = replay.now() + (detail == Detail::reads ? kAtOnce : kReadersAhead);
  for (Stop why = Stop::limit; !found && why == Stop::limit && replay.now() < end;) {
    why = replay.run(std::min(end, replay.now() + Replay::kFullPiece));
    replay.look([&](const Event& event) {
      for (const Match& match : matches) {
        if (!found && match(event)) found = event;
      }
    });
  }
  tell(found ? to_text(*found, machine(), built.program) : "not before tick " + with_commas(replay.now()));
  return {};  // apply answers with that
}

namespace {

// The view that an instruction wrote a word by: code of a mode that may not use the word itself has no other way to it.
const ViewRow* view_used(const Event& event, const Isa& isa) {
  if (static_cast<Who>(event.flags) != Who::instruction) return nullptr;
  const Role role = find_mode(isa, event.from).role;
  for (const WordRow& word : isa.words) {
    if (word.word == event.what && word.role <= role) return nullptr;
  }
  for (const ViewRow& view : isa.views) {
    if (view.word == event.what) return &view;
  }
  return nullptr;
}

// Memory before a tick, and what the tick has written to it so far.
class MemoryChanges {
 public:
  MemoryChanges(const Machine& machine, const Program& program) : machine_(machine), program_(program) {}

  void write(const Event& event, uint64_t physical, uint64_t size, const std::vector<std::byte>& bytes,
             const std::string& who, std::vector<Change>& out) {
    for (uint64_t done = 0; done < size;) {
      uint64_t at = physical + done;
      uint64_t part = std::min<uint64_t>(size - done, 8 - at % 8);
      Change change{
          event, address_text(event.address + done, program_), who, 0, 0, static_cast<uint8_t>(part)};
      for (uint64_t i = 0; i < part; i++) {
        change.old |= static_cast<uint64_t>(old_byte(at + i)) << (8 * i);
        change.value |= static_cast<uint64_t>(bytes[done + i]) << (8 * i);
        written_[at + i] = bytes[done + i];
      }
      out.push_back(std::move(change));
      done += part;
    }
  }

 private:
  std::byte old_byte(uint64_t at) const {
    auto known = written_.find(at);
    if (known != written_.end()) return known->second;
    std::byte byte{};
    if (machine_.bus.in_ram(at, 1)) machine_.bus.peek(at, {&byte, 1});
    return byte;
  }
  const Machine& machine_;  // as it was before the tick
  const Program& program_;
  std::map<uint64_t, std::byte> written_;
};

}  // namespace

std::vector<Change> Session::changes_of(Tick tick) const {
  const Impl& s = *impl_;
  std::vector<Change> changes;
  if (!s.timeline || tick < s.timeline->first() || tick >= s.timeline->end()) return changes;
  auto before = s.timeline->copy_at(tick, false);
  Replay replay(*s.timeline, tick, Detail::full, Replay::Inputs::to_come);
  replay.run(tick + 1);
  const Machine& after = replay.machine();
  MemoryChanges memory(*before, s.built.program);
  replay.look([&](const Event& event) {
    if (event.tick != tick) return;  // what comes from the outside at the next tick's begin is that tick's
    std::string who = who_text(event, after);
    switch (event.kind) {
      case EventKind::word: {
        // A crossing tells the mode it comes to, also where that is the one it came from.
        if (event.what == after.isa().mode_word && event.old == event.value) break;
        const ViewRow* view = view_used(event, after.isa());
        const uint64_t seen = view == nullptr ? ~uint64_t{0} : view->mask;
        changes.push_back({event,
                           view == nullptr ? word_text(after.isa(), event.what) : std::string(view->name),
                           who, event.old & seen, event.value & seen});
        break;
      }
      case EventKind::reg:
        changes.push_back({event, register_text(event, after), who, event.old, event.value, event.size});
        break;
      case EventKind::store:
      case EventKind::dma: {
        // What a later write of the same tick put there instead is that write's to tell, but for its own bytes.
        uint64_t size = event.kind == EventKind::dma ? event.value : event.size;
        if (!after.bus.in_ram(event.old, size)) break;
        std::vector<std::byte> bytes(size);
        after.bus.peek(event.old, bytes);
        for (uint64_t i = 0; event.kind == EventKind::store && i < size; i++)
          bytes[i] = static_cast<std::byte>(event.value >> (8 * i));
        memory.write(event, event.old, size, bytes, who, changes);
        break;
      }
      default:
        break;
    }
  });
  return changes;
}

}  // namespace trapdoor
