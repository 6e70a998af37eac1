// switch: dense, sparse, negative, of 64 bits, falling through, nested, with default in the middle.
#include "virt.h"
enum colour { kRed, kGreen = 10, kBlue };
static const char* dense(int x) {
  switch (x) {
    case 0:
      return "zero";
    case 1:
      return "one";
    case 2:
      return "two";
    case 3:
      return "three";
    case 4:
      return "four";
    case 5:
      return "five";
    case 6:
      return "six";
    case 7:
      return "seven";
    default:
      return "many";
  }
}
static int sparse(int64_t x) {
  switch (x) {
    case -1000000:
      return 1;
    case -1:
      return 2;
    case 0:
      return 3;
    case 77:
      return 4;
    case 0x123456789:
      return 5;
    case 0x7fffffffffffffff:
      return 6;
    default:
      return 7;
    case 4096:
      return 8;
  }
}
static int through(unsigned x) {
  int sum = 0;
  switch (x) {
    case 3:
      sum += 100;
    case 2:
      sum += 10;
    case 1:
      sum += 1;
      break;
    case 0:
      sum = -1;
  }
  return sum;
}
static int in_loop(int n) {
  int found = 0;
  for (int i = 0; i < n; i++) {
    switch (i % 4) {
      case 0:
        continue;
      case 1:
        found += i;
        break;
      default:
        switch (i & 8) {
          case 8:
            found -= 1;
            break;
          default:
            found += 2;
        }
    }
    found *= 3;
  }
  return found;
}
static int duff(int count) {
  int n = 0, rounds = (count + 3) / 4;
  switch (count % 4) {
    case 0:
      do {
        n++;
        case 3:
          n++;
        case 2:
          n++;
        case 1:
          n++;
      } while (--rounds > 0);
  }
  return n;
}
static const char* name(enum colour c) {
  switch (c) {
    case kRed:
      return "red";
    case kGreen:
      return "green";
    case kBlue:
      return "blue";
  }
  return "?";
}
int main(void) {
  for (int i = -1; i < 10; i++)
    print("%s %d %d\n", dense(i), (int64_t)through((unsigned)i), (int64_t)in_loop(i));
  int64_t values[] = {-1000000, -1, 0, 77, 0x123456789, 0x7fffffffffffffff, 4096, 5};
  for (int i = 0; i < 8; i++) print("%d ", (int64_t)sparse(values[i]));
  for (int i = 1; i < 12; i++) print("%d ", (int64_t)duff(i));
  print("%s %s %s %s\n", name(kRed), name(kGreen), name(kBlue), name((enum colour)3));
  for (int c = 'a'; c < 'h'; c++) switch ((char)c) {
      case 'a':
      case 'e':
        print("vowel ");
        break;
      case 'b' ... 'd':
        print("early ");
        break;
      default:
        print("late ");
    }
  print("\n");
  return 0;
}
