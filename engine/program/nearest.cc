#include "engine/program/nearest.h"

#include <algorithm>
#include <array>

namespace trapdoor {

int distance(std::string_view a, std::string_view b, int limit) {
  constexpr size_t kLongest = 31;
  if (a.size() > kLongest || b.size() > kLongest) return limit + 1;
  std::array<std::array<int, kLongest + 1>, kLongest + 1> table{};
  for (size_t i = 0; i <= a.size(); i++) {
    for (size_t j = 0; j <= b.size(); j++) {
      int& best = table[i][j];
      if (i == 0 || j == 0) {
        best = static_cast<int>(i + j);
        continue;
      }
      best =
          std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        best = std::min(best, table[i - 2][j - 2] + 1);
    }
  }
  return std::min(table[a.size()][b.size()], limit + 1);
}

namespace {

constexpr int kMostOffers = 3'000;  // a hint may not cost more than the error is worth

size_t common_start(std::string_view a, std::string_view b) {
  size_t n = 0;
  while (n < a.size() && n < b.size() && a[n] == b[n]) n++;
  return n;
}

}  // namespace

Nearest::Nearest(std::string_view word)
    : word_(word),
      limit_(word.size() < 5   ? 1
             : word.size() < 7 ? 2
                               : 3) {}

void Nearest::offer(std::string_view candidate) {
  if (candidate == word_ || ++offers_ > kMostOffers) return;
  size_t longer = std::max(candidate.size(), word_.size()),
         shorter = std::min(candidate.size(), word_.size());
  if (longer - shorter > static_cast<size_t>(limit_)) return;
  int d = distance(word_, candidate, limit_);
  if (d > limit_ || (!best_.empty() && d > best_distance_)) return;
  if (!best_.empty() && d == best_distance_) {  // the one that begins alike, then the shorter, then the first
    size_t now = common_start(word_, candidate), before = common_start(word_, best_);
    if (now < before || (now == before && candidate.size() >= best_.size())) return;
  }
  best_ = candidate;
  best_distance_ = d;
}

std::string Nearest::hint() const { return best_.empty() ? "" : "did you mean `" + best_ + "'?"; }

}  // namespace trapdoor
