#include "engine/session/match.h"

#include <algorithm>
#include <bit>

#include "engine/base/bits.h"

namespace trapdoor {
namespace {

constexpr uint32_t on(EventKind kind) { return 1u << static_cast<int>(kind); }

template <class... Keys>
constexpr uint32_t keys(Keys... key) {
  return ((1u << static_cast<int>(key)) | ...);
}

using enum MatchKey;
constexpr uint32_t kAny = keys(from, hart, pc);
constexpr uint32_t kTraps = kAny | keys(cause, to, at, value);
constexpr uint32_t kAnyTrap = on(EventKind::trap);

constexpr MatchKindRow kKinds[] = {
    {"trap", kAnyTrap, TrapKind::none, false, kTraps, "control goes to a handler, whatever the cause"},
    {"interrupt", kAnyTrap, TrapKind::interrupt, false, kTraps, "a trap that a device or a timer asked for"},
    {"exception", kAnyTrap, TrapKind::exception, false, kTraps, "a trap that the running instruction caused"},
    {"syscall", kAnyTrap, TrapKind::syscall, false, kTraps, "a trap that the program asked for"},
    {"return", on(EventKind::ret), TrapKind::none, false, kAny | keys(to, value),
     "a handler gives control back; value is where to"},
    {"mode", kAnyTrap | on(EventKind::ret), TrapKind::none, true, kTraps,
     "a trap or a return that changes the mode"},
    {"wire", on(EventKind::wire), TrapKind::none, false, kAny | keys(wire, value),
     "a wire changed its level"},
    {"command", on(EventKind::command), TrapKind::none, false, kAny | keys(device, at, value),
     "a device was told to do something, or finished it"},
    {"console", on(EventKind::console), TrapKind::none, false, kAny | keys(device, value, text),
     "a byte left the machine; text= looks at all output so far"},
    {"input", on(EventKind::input), TrapKind::none, false, kAny | keys(device, value),
     "a byte came from the outside"},
    {"wait", on(EventKind::wait), TrapKind::none, false, kAny, "a hart begins to wait for an interrupt"},
    {"power", on(EventKind::power), TrapKind::none, false, kAny | keys(value),
     "the machine switched itself off; value is the exit code"},
    {"exec", on(EventKind::instruction), TrapKind::none, false, kAny | keys(value, size),
     "an instruction has run; value is its bits"},
    {"load", on(EventKind::load), TrapKind::none, false, kAny | keys(at, physical, value, size),
     "memory was read"},
    {"store", on(EventKind::store), TrapKind::none, false, kAny | keys(at, physical, value, size),
     "memory was written"},
    {"word", on(EventKind::word), TrapKind::none, false, kAny | keys(word, value),
     "a register or control register changed, or one of its fields"},
    {"read", on(EventKind::read), TrapKind::none, false, kAny | keys(word, value),
     "a register or control register was read"},
    {"register", on(EventKind::reg), TrapKind::none, false, keys(device, at, value),
     "a device's register changed"},
    {"dma", on(EventKind::dma), TrapKind::none, false, keys(device, at),
     "a device wrote memory, or somebody outside did"},
    {"dma-read", on(EventKind::dma_read), TrapKind::none, false, keys(device, at), "a device read memory"},
    {"write", on(EventKind::store) | on(EventKind::dma), TrapKind::none, false, kAny | keys(at, physical),
     "memory was written, by an instruction or a device"},
    {"use", on(EventKind::load) | on(EventKind::dma_read) | on(EventKind::walk), TrapKind::none, false,
     kAny | keys(at, physical), "memory was read, by an instruction, a device or a page walk"},
};

constexpr MatchKeyRow kKeys[] = {
    {cause, "cause", "why: the word of a trap's cause"},
    {from, "from", "the mode before; for what happens inside one instruction, the mode it ran in"},
    {to, "to", "the mode after"},
    {hart, "hart", "which processor, from 0"},
    {pc, "pc", "the address of the instruction"},
    {at, "at", "the address that was read or written, or that faulted"},
    {physical, "physical", "the same behind the page tables: the physical address"},
    {value, "value", "what was written, read or sent"},
    {word, "word", "the register, or one of its fields: mstatus.MIE"},
    {wire, "wire", "either end of a wire"},
    {device, "device", "a device of the board"},
    {size, "size", "bytes"},
    {text, "text", "what has just been printed"},
};

uint64_t cause_number(const Event& event) {
  return event.what | (event.flags == static_cast<uint8_t>(TrapKind::interrupt) ? uint64_t{1} << 16 : 0);
}

}  // namespace

std::span<const MatchKindRow> match_kinds() { return kKinds; }
std::span<const MatchKeyRow> match_keys() { return kKeys; }

bool Match::holds(const Condition& condition, const Event& event, std::string_view console) const {
  uint64_t low = 0, width = 1;
  switch (condition.key) {
    case MatchKey::cause:
      low = cause_number(event);
      break;
    case MatchKey::from:
      low = event.from;
      break;
    case MatchKey::to:
      low = event.to;
      break;
    case MatchKey::hart:
      low = event.hart;
      break;
    case MatchKey::pc:
      low = event.pc;
      break;
    case MatchKey::word:
    case MatchKey::wire:
    case MatchKey::device:
      low = event.what;
      break;
    case MatchKey::size:
      low = event.size;
      break;
    case MatchKey::text:
      return console.ends_with(condition.text) != condition.negated;
    case MatchKey::value: {
      // -1 is all ones of whatever size the access has.
      bool narrow = (event.kind == EventKind::load || event.kind == EventKind::store) && event.size < 8;
      uint64_t cut = narrow ? (uint64_t{1} << (8 * event.size)) - 1 : ~uint64_t{0};
      if (field_mask_) {
        uint64_t field = (event.value & field_mask_) >> std::countr_zero(field_mask_);
        return (field == condition.any.front().low) != condition.negated;
      }
      bool same = (event.value & cut) == (condition.any.front().low & cut);
      return same != condition.negated;
    }
    case MatchKey::at:
    case MatchKey::physical: {
      low = address_of(event, condition.physical || condition.key == MatchKey::physical);
      bool dma = event.kind == EventKind::dma || event.kind == EventKind::dma_read;
      if (event.kind >= EventKind::load) width = std::max<uint64_t>(dma ? event.value : event.size, 1);
      break;
    }
  }
  bool inside = std::any_of(condition.any.begin(), condition.any.end(), [&](const Range& range) {
    return low <= range.high && low + (width - 1) >= range.low;
  });
  return inside != condition.negated;
}

uint64_t Match::address_of(const Event& event, bool physical) const {
  switch (event.kind) {
    case EventKind::command:
    case EventKind::reg:
      return board_->devices[event.what].base + event.address;
    case EventKind::load:
    case EventKind::store:
      return physical ? event.old : event.address;
    default:
      return event.address;
  }
}

Detail Match::detail() const {
  bool reads = kinds_ >> static_cast<int>(EventKind::read) & 1;
  return reads ? Detail::reads : needs_full_ ? Detail::full : Detail::cheap;
}

bool Match::operator()(const Event& event, std::string_view console) const {
  if (!(kinds_ >> static_cast<int>(event.kind) & 1)) return false;
  if (field_mask_ && event.kind == EventKind::word && !((event.old ^ event.value) & field_mask_))
    return false;
  if (trap_kind_ != TrapKind::none && event.flags != static_cast<uint8_t>(trap_kind_)) return false;
  if (mode_change_ && event.from == event.to) return false;
  return std::all_of(conditions_.begin(), conditions_.end(),
                     [&](const Condition& condition) { return holds(condition, event, console); });
}

std::optional<uint16_t> Match::interrupt_cause() const {
  for (const Condition& condition : conditions_) {
    bool interrupt =
        condition.key == MatchKey::cause && !condition.negated && condition.any.front().low >> 16;
    if (interrupt) return static_cast<uint16_t>(condition.any.front().low);
  }
  return std::nullopt;
}

std::optional<uint64_t> Match::exec_address() const {
  if (kinds_ != on(EventKind::instruction)) return std::nullopt;
  for (const Condition& condition : conditions_) {
    if (condition.key == MatchKey::pc && !condition.negated) return condition.any.front().low;
  }
  return std::nullopt;
}

// Instructions compute the others: telling those costs time wherever it is done.
std::vector<Watch> Match::watched_words() const {
  std::vector<Watch> watches;
  for (const Condition& condition : conditions_) {
    if (condition.key != MatchKey::word || condition.negated) continue;
    uint64_t word = condition.any.front().low;
    bool control = std::any_of(board_->isa->words.begin(), board_->isa->words.end(), [&](const WordRow& row) {
      return row.word == word && row.group == WordGroup::control;
    });
    if (control) watches.push_back({true, word, word, false, false, false});
    break;
  }
  return watches;
}

std::vector<Watch> Match::watches() const {
  constexpr uint32_t kLoads = on(EventKind::load), kStores = on(EventKind::store) | on(EventKind::dma);
  std::vector<Watch> watches;
  if (kinds_ == on(EventKind::word)) return watched_words();
  if (kinds_ & ~(kLoads | kStores)) return watches;
  for (const Condition& condition : conditions_) {
    bool place = condition.key == MatchKey::at || condition.key == MatchKey::physical;
    if (!place || condition.negated) continue;
    bool physical = condition.physical || condition.key == MatchKey::physical;
    for (const Range& range : condition.any) {
      watches.push_back(
          {false, range.low, range.high, physical, (kinds_ & kLoads) != 0, (kinds_ & kStores) != 0});
    }
    break;
  }
  return watches;
}

}  // namespace trapdoor
