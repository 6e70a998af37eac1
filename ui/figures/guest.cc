#include "ui/figures/guest.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "ui/instruction_text.h"

namespace trapdoor {
namespace {

constexpr std::string_view kPrefix = "guest_", kMode = "mode";

// The mode of the host's kernel.
const TrapRow* host_row(const Isa& isa) {
  for (const TrapRow& row : isa.traps) {
    if (find_mode(isa, row.mode).role == Role::kernel) return &row;
  }
  return isa.traps.empty() ? nullptr : &isa.traps.front();
}

// What the processor has under the name of a word or a view.
std::optional<uint64_t> real_value(const View& view, std::string_view name) {
  if (const WordRow* row = find_word(view.isa(), name)) return view.read(row->word);
  for (const ViewRow& row : view.isa().views) {
    if (row.name == name) return view.read(row.word) & row.mask;
  }
  return std::nullopt;
}

std::optional<GuestWord> word_of(const View& view, const Symbol& symbol, uint8_t host) {
  const std::string_view label(symbol.name);
  const std::string_view own = label.substr(label.rfind(':') + 1);
  if (symbol.absolute || !own.starts_with(kPrefix)) return std::nullopt;
  GuestWord word;
  word.name = own.substr(kPrefix.size());
  word.real = real_value(view, word.name);
  if (!word.real && word.name != kMode) return std::nullopt;
  const Machine& machine = view.machine();
  const Translation place =
      view.isa().translate(machine, machine.running_hart(), symbol.address, AccessKind::load, host);
  const uint64_t physical =
      place.ok ? place.physical : symbol.address;  // before anything is allowed, or mapped
  std::array<std::byte, 8> bytes{};
  if (!machine.bus.in_ram(physical, 8) || !machine.bus.peek(physical, bytes)) return std::nullopt;
  word.physical = physical;
  std::memcpy(&word.value, bytes.data(), sizeof word.value);
  word.before = word.value;
  return word;
}

GuestEnd end_of(const View& view, const Guest& guest) {
  if (guest.back == nullptr) return GuestEnd::open;
  const uint64_t target = guest.back->target, pc = guest.trap->pc;
  if (target == pc) return GuestEnd::resumed;
  if (target == guest.vector) return GuestEnd::handed;
  const InstructionText instruction = instruction_at(view, pc, guest.trap->from);
  return instruction.there && target == pc + static_cast<uint64_t>(instruction.size) ? GuestEnd::done
                                                                                     : GuestEnd::led;
}

}  // namespace

const GuestWord* Guest::find(std::string_view name) const {
  const auto it =
      std::find_if(words.begin(), words.end(), [&](const GuestWord& word) { return word.name == name; });
  return it == words.end() ? nullptr : &*it;
}

Guest find_guest(const View& view, Wishes& wishes) {
  Guest guest;
  const Isa& isa = view.isa();
  const ModeRow* user = find_mode(isa, Role::user);
  const TrapRow* host = host_row(isa);
  if (user == nullptr || host == nullptr) return guest;
  for (const Symbol& symbol : view.program().symbols) {
    if (auto word = word_of(view, symbol, host->mode)) guest.words.push_back(std::move(*word));
  }
  const GuestWord* vector = guest.find(host->vector);
  const GuestWord* mode = guest.find(kMode);
  if (vector == nullptr || mode == nullptr) {  // somebody's other variables
    guest.words.clear();
    return guest;
  }
  guest.host = host;
  guest.vector = vector->value & ~uint64_t{3};
  guest.in_kernel = mode->value != 0;
  auto rank = [&](const GuestWord& word) {
    const std::string_view first[] = {kMode, host->vector, host->saved_pc, host->cause, host->status};
    return std::find(std::begin(first), std::end(first), word.name) - std::begin(first);
  };
  std::stable_sort(guest.words.begin(), guest.words.end(),
                   [&](const GuestWord& a, const GuestWord& b) { return rank(a) < rank(b); });

  const auto& all = view.history.crossings();
  const Tick now = view.machine().now();
  for (size_t i = view.history.at(now); i-- > 0 && guest.trap == nullptr;) {
    if (all[i].is_return() || all[i].from != user->mode || all[i].to != host->mode) continue;
    guest.trap = &all[i];
    for (size_t k = i + 1; k < all.size() && all[k].tick < now && guest.back == nullptr; ++k) {
      if (all[k].is_return() && all[k].to == user->mode && all[k].hart == guest.trap->hart)
        guest.back = &all[k];
    }
  }
  if (guest.trap == nullptr) return guest;
  for (const GuestWord& word : guest.words) wishes.moment_words.push_back(word.physical);
  const Moment* before = view.moments.at(guest.trap->tick);
  if (before == nullptr || before->words.size() != guest.words.size()) {
    wishes.moments.push_back(guest.trap->tick);
  } else {
    for (size_t i = 0; i < guest.words.size(); ++i) guest.words[i].before = before->words[i];
    guest.before_known = true;
    guest.from_kernel = guest.find(kMode)->before != 0;
  }
  guest.end = end_of(view, guest);
  return guest;
}

}  // namespace trapdoor
