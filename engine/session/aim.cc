#include "engine/session/aim.h"

#include <algorithm>

namespace trapdoor {
namespace {

// A tick tells few cheap events, at most a byte of each for a watch, and the whole anatomy at full detail.
constexpr Tick kCheapPiece = 16384, kWatchPiece = 4096, kFullPiece = 1024;

}  // namespace

Tick Aim::piece() const {
  if (detail > Detail::cheap) return kFullPiece;
  return watches.empty() ? kCheapPiece : kWatchPiece;
}

Aim aim_at(const std::vector<const Match*>& matches) {
  Aim aim;
  Detail most = Detail::cheap;
  for (const Match* match : matches) {
    if (match->detail() == Detail::cheap) continue;
    most = std::max(most, match->detail());
    if (auto place = match->exec_address()) {
      aim.places.push_back(*place);
    } else if (std::vector<Watch> watches = match->watches(); !watches.empty()) {
      aim.watches.insert(aim.watches.end(), watches.begin(), watches.end());
    } else {
      aim.detail = Detail::full;
    }
  }
  if (aim.detail > Detail::cheap) return {most, {}, {}};
  std::sort(aim.places.begin(), aim.places.end());
  return aim;
}

void take_aim(Machine& machine, const Aim& aim) {
  if (!aim.places.empty() && machine.stops() != aim.places) machine.set_stops(aim.places);
  if (machine.watches().all() != aim.watches) machine.set_watches(aim.watches);
}

}  // namespace trapdoor
