// Timeline: a machine whose past can be visited: key frames plus an input log. `seek` is the only time
// travel. Models: going back is going forward from the nearest key frame; nothing is recorded that can be
// recomputed. Laws: 1. seek(t) gives byte for byte the state that the run had at t, with the inputs stamped t
// already applied.
//       2. An input in the past makes a fork: what came after is kept as a branch until it is dropped.
//       3. Key frames hold at most `memory_bytes`, each page counted once; they are thinned with age, and the
//       first one and the newest always stay.
//       4. `history` holds the cheap events of the whole branch. The machine's own trace holds those of what was run
//       again, or watched closely: see writes_history.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/machine/machine.h"
#include "engine/time/input_log.h"

namespace trapdoor {

struct TimelineOptions {
  uint64_t memory_bytes = uint64_t{256} << 20;
  Tick frame_ticks = 2'000'000;  // between key frames; near a place that was sought they lie closer
  // A key frame makes all pages shared, and the next write to each copies it: as many ticks as this must pass for each
  // copy before there is another, so that recording stays cheap.
  Tick copy_ticks = 16'000;
  size_t branches = 32;  // beyond these the one that was left first is dropped
};

class Timeline {
 public:
  Timeline(const Board& board, MachineOptions machine, TimelineOptions options = {});
  Timeline(const Timeline&) = delete;
  Timeline& operator=(const Timeline&) = delete;

  // For looking, and for loading a program before begin(). Afterwards only the timeline changes it.
  Machine& machine() { return *machine_; }
  const Machine& machine() const { return *machine_; }
  // This moment is where the timeline starts; everything recorded is forgotten.
  void begin();

  Tick now() const { return machine_->now(); }
  Tick first() const { return frames_.front().tick(); }
  // How far this branch has been run.
  Tick end() const { return end_; }

  // Runs on; inputs that the log has for later are applied when their tick comes. After now() == until, or
  // the machine's stop.
  Stop run(Tick until);
  // Goes to that tick (at most end(), at least first()).
  void seek(Tick tick);
  // What was run beyond now() is forgotten, as if it had never been run. No inputs may lie there.
  void forget_future();
  // Reaches in at now(). False, and nothing recorded, when it cannot be done.
  bool input(Input input, std::string why);

  // The tick of the first input that comes after that tick; kNever if none does.
  Tick next_input_after(Tick tick) const;
  const InputLog& log() const { return log_; }
  const Trace& history() const { return history_; }
  // Whether run() beyond end() writes its events into the history alone: so while the machine is to tell cheap events only
  // and nothing is armed. Else they are in its trace, and the cheap ones in the history too.
  bool writes_history() const;

  struct BranchInfo {
    std::string name;
    Tick from = 0, end = 0;
    std::string why;
  };
  std::vector<BranchInfo> branches() const;
  // Makes that old future the present one; the present becomes a branch. now() moves to where they part if it
  // lies after.
  bool switch_to(std::string_view branch);
  bool drop(std::string_view branch);
  // The branches that had to go since this was last asked, because there were too many: those that were left first.
  std::vector<BranchInfo> take_dropped() { return std::exchange(dropped_, {}); }

  // A machine of its own at that tick (at most end()), for looking ahead or closer, with or without the inputs of that
  // very tick. See Replay, which also knows the inputs that come later.
  std::unique_ptr<Machine> copy_at(Tick tick, bool inputs = true) const;

  uint64_t frame_count() const { return frames_.size(); }
  // The last key frame before that tick, or the first: from there a replay has nothing to catch up.
  Tick frame_before_tick(Tick tick) const { return frame_before(tick ? tick - 1 : 0).tick(); }
  // Another bound; what is over it is thinned at once.
  void set_memory(uint64_t bytes);
  // What all key frames hold, each page counted once.
  uint64_t memory_bytes() const;

 private:
  struct Frame {
    Snapshot snapshot;  // before the inputs of its own tick
    size_t inputs = 0;  // how many log entries had been applied
  };
  struct KeptFrame {
    std::shared_ptr<const Frame> frame;
    uint64_t bytes = 0;  // held beyond what the frame before it holds
    Tick tick() const { return frame->snapshot.tick(); }
  };
  using Frames = std::vector<KeptFrame>;  // in tick order
  struct Branch {
    BranchInfo info;
    InputLog log;               // all of it
    Frames frames;              // all of them, the common ones shared
    std::vector<Event> events;  // of its history, from where it parts
    uint64_t common = 0;        // how many events of the tick info.from came before that
  };

  const KeptFrame& frame_before(Tick tick) const;
  Stop go(Tick until, bool densely);
  void apply_due();
  void keep_frame();
  void thin();
  void forget_frame(Frames&, size_t index);
  Tick next_input(Tick otherwise) const;
  bool worth_a_frame() const;
  Stop run_on(Tick target);
  void record(uint64_t first_sequence);
  uint64_t events_now() const;  // how many of the tick now() have happened
  void fork(uint64_t events_now, std::string why);
  void leave(BranchInfo info, uint64_t common);

  std::unique_ptr<Machine> machine_;
  TimelineOptions options_;
  InputLog log_;
  Frames frames_;
  std::deque<Branch> branches_;  // in the order in which they were left
  std::vector<BranchInfo> dropped_;
  Trace history_{1 << 18};
  Tick end_ = 0;
  size_t applied_ = 0;   // log entries that are in the machine's state
  uint64_t copies_ = 0;  // of pages, when they were last shared
  int branch_number_ = 0;
};

}  // namespace trapdoor
