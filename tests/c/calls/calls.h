// What caller.c hands to called.c, and back: every way that the calling convention has for structures and numbers.
#pragma once
#include "virt.h"
struct word_float {
  short a;
  float b;
};
struct float_int {
  float a;
  int b;
};
struct char_double {
  signed char a;
  double b;
};
struct float_double {
  float a;
  double b;
};
struct doubles {
  double a, b;
};
struct twelve {
  int a, b, c;
};
struct five {
  char a[5];
};
struct pair {
  long a, b;
};
struct large {
  long a;
  float b;
  unsigned c[3];
};
struct doubles_chars {
  double a, b;
  char c[2];
};
struct huge {
  int a[700];
};
struct large hidden(unsigned n, struct word_float x);
struct float_double float_double_back(struct float_double x, struct float_int y);
struct char_double char_double_at(struct char_double* from);
struct pair pair_at(struct pair* from);
struct pair pair_kept(long a);
struct twelve twelve_back(int n);
struct five five_back(char c);
double many_doubles(double a, double b, double c, double d, double e, double f, double g, double h, double i,
                    double j, int k, struct doubles l, float m, struct float_int n, long o, long p, long q,
                    long r, double s, struct pair t);
long many_pairs(struct pair a, struct pair b, struct pair c, int d, struct pair e, char f);
long huge_sum(int before, struct huge x, struct huge y, int after);
unsigned low_word(long x);
double by_reference(long n, struct doubles_chars x);
struct float_int float_int_back(float a, int b);
int varied(int count, ...);  // a double, a pair, a large, a float_int, an int
double without_prototype();
