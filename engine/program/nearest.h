// Nearest: of all names that are known the one that a misspelt word was meant to be.
#pragma once
#include <string>
#include <string_view>

namespace trapdoor {

// Edit distance (insert, delete, change, swap neighbours), at most `limit` + 1.
int distance(std::string_view, std::string_view, int limit);

// Collects candidates and keeps the one nearest to a misspelt word.
class Nearest {
 public:
  explicit Nearest(std::string_view word);
  void offer(std::string_view candidate);
  // "did you mean `addi'?" or "".
  std::string hint() const;

 private:
  std::string_view word_;
  std::string best_;
  int limit_;
  int best_distance_ = 0;
  int offers_ = 0;
};

}  // namespace trapdoor
