#include "engine/session/transparency.h"

#include <algorithm>

namespace trapdoor {
namespace {

constexpr size_t kMostContexts = 128;
constexpr uint64_t kNoPage = ~uint64_t{0};
constexpr uint64_t kNear = 8;  // bytes: an instruction or two
// With more registers changed it is rather another program than a damaged one, unless its stack is the same.
constexpr size_t kMostWrong = 8, kMostWrongElsewhere = 4;

bool near(uint64_t left, uint64_t back) { return back - left <= kNear; }

}  // namespace

Transparency::Transparency(const Isa& isa) : isa_(isa) {
  for (const WordRow& row : isa.words) {
    bool visible = row.group == WordGroup::general || row.group == WordGroup::floating;
    if (!visible || row.word == isa.pc_word) continue;
    if (row.word == isa.stack_word) stack_ = words_.size();
    words_.push_back(row.word);
  }
}

void Transparency::crossing(const Machine& machine, const Event& event, const Cpu& cpu) {
  auto user = [&](uint8_t mode) { return find_mode(isa_, mode).role == Role::user; };
  if (event.kind == EventKind::trap && user(event.from)) leave(machine, event, cpu);
  if (event.kind == EventKind::ret && user(event.to)) resume(machine, event, cpu);
}

Transparency::Context Transparency::context_of(const Machine& machine, uint64_t pc, uint8_t mode, int hart,
                                               const Cpu& cpu) const {
  Context context;
  context.pc = pc;
  context.space = cpu[isa_.space_word];
  Translation at = isa_.translate(machine, hart, pc, AccessKind::fetch, mode);
  context.page = at.ok ? at.physical / kPageSize : kNoPage;
  for (uint16_t word : words_) context.words.push_back(cpu[word]);
  return context;
}

void Transparency::leave(const Machine& machine, const Event& event, const Cpu& cpu) {
  Context context = context_of(machine, event.pc, event.from, event.hart, cpu);
  context.left = event.tick;
  context.hart = event.hart;
  context.kind = static_cast<TrapKind>(event.flags);
  contexts_.push_back(std::move(context));
  if (contexts_.size() <= kMostContexts) return;
  auto old =
      std::find_if(contexts_.begin(), contexts_.end(), [](const Context& c) { return c.resumed != kNever; });
  contexts_.erase(old == contexts_.end() ? contexts_.begin() : old);
}

std::vector<size_t> Transparency::differences(const Context& left, const Context& back) const {
  std::vector<size_t> wrong;
  for (size_t i = 0; i < words_.size(); i++) {
    bool result =
        left.kind == TrapKind::syscall &&
        std::find(isa_.result_words.begin(), isa_.result_words.end(), words_[i]) != isa_.result_words.end();
    if (left.words[i] != back.words[i] && !result) wrong.push_back(i);
  }
  return wrong;
}

// An interrupted program goes on where it was; a system call behind its instruction, or again; after an exception a
// kernel may have done the instruction itself.
bool Transparency::fits(const Context& left, const Context& back) const {
  size_t wrong = differences(left, back).size();
  if (left.kind == TrapKind::syscall) return near(left.pc, back.pc) && wrong == 0;
  if (left.kind == TrapKind::exception && left.pc != back.pc) return near(left.pc, back.pc) && wrong <= 1;
  return left.pc == back.pc && wrong == 0;
}

// alone: no other interrupted context of its address space waits.
bool Transparency::suspect(const Context& left, const Context& back, size_t wrong, bool alone) const {
  const bool same_stack = left.space == back.space && left.words[stack_] == back.words[stack_];
  if (left.pc == back.pc) {
    const bool whole = left.space == back.space && left.kind != TrapKind::syscall && (same_stack || alone);
    return wrong > 0 && (wrong <= kMostWrong || whole);
  }
  if (near(left.pc, back.pc)) {
    if (left.kind == TrapKind::syscall) return wrong > 0 && wrong <= kMostWrong;
    if (left.kind == TrapKind::interrupt && wrong <= kMostWrongElsewhere) return true;
  }
  // Anywhere else: a signal handler begins on another stack or further down, a new program with other registers.
  // What is zero in both is no sign that it is the same program.
  if (left.kind != TrapKind::interrupt || !same_stack) return false;
  if (wrong == 0 && is_handed_on(back)) return false;
  size_t kept = 0;
  for (size_t i = 0; i < words_.size(); i++) kept += left.words[i] != 0 && left.words[i] == back.words[i];
  return kept > wrong && (alone || wrong <= kMostWrongElsewhere);
}

bool Transparency::is_alone(const Context& context) const {
  return std::none_of(contexts_.begin(), contexts_.end(), [&](const Context& other) {
    return &other != &context && other.resumed == kNever && other.kind == TrapKind::interrupt &&
           other.space == context.space;
  });
}

// Whether this place is where other traps of the program went, and not as an answer to them: the vector of a guest.
bool Transparency::is_handed_on(const Context& back) const {
  return std::count_if(contexts_.begin(), contexts_.end(), [&](const Context& other) {
           return other.kind != TrapKind::interrupt && other.space == back.space && other.went != kNever &&
                  other.next == back.pc && !near(other.pc, back.pc);
         }) >= 2;
}

void Transparency::resume(const Machine& machine, const Event& event, const Cpu& cpu) {
  Context back = context_of(machine, event.value, event.to, event.hart, cpu);
  const auto newest = std::find_if(contexts_.rbegin(), contexts_.rend(),
                                   [&](const Context& context) { return context.hart == event.hart; });
  if (newest != contexts_.rend() && newest->went == kNever) {
    newest->next = back.pc;
    newest->went = event.tick;
  }
  Context* guess = nullptr;
  size_t least = words_.size() + 1;
  for (auto left = contexts_.rbegin(); left != contexts_.rend(); ++left) {
    bool elsewhere = left->pc / kPageSize == back.pc / kPageSize && left->page != back.page;
    if (left->resumed != kNever || elsewhere) continue;
    if (fits(*left, back)) {
      left->resumed = event.tick;
      return;
    }
    size_t wrong = differences(*left, back).size();
    if (wrong < least && suspect(*left, back, wrong, is_alone(*left))) {
      least = wrong;
      guess = &*left;
    }
  }
  if (!guess) return;
  guess->resumed = event.tick;
  BrokenContext broken{guess->left, event.tick, event.hart,
                       guess->kind, guess->pc,  isa_.pc_word,
                       guess->pc,   back.pc,    static_cast<int>(least)};
  bool moved = guess->kind == TrapKind::interrupt && guess->pc != back.pc;
  if (!moved) {
    size_t first = differences(*guess, back).front();
    broken.word = words_[first];
    broken.was = guess->words[first];
    broken.is = back.words[first];
  }
  broken_.push_back(broken);
}

void Transparency::go_on_at(Tick tick) {
  if (tick > now_) contexts_.clear();
  std::erase_if(contexts_, [&](const Context& context) { return context.left >= tick; });
  for (Context& context : contexts_) {
    if (context.resumed >= tick) context.resumed = kNever;
    if (context.went >= tick) context.went = kNever;
  }
  std::erase_if(broken_, [&](const BrokenContext& broken) { return broken.resumed >= tick; });
  now_ = tick;
}

std::optional<BrokenContext> Transparency::take() {
  if (broken_.empty()) return std::nullopt;
  BrokenContext first = broken_.front();
  broken_.clear();
  return first;
}

}  // namespace trapdoor
