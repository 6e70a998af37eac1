void put(char c);

static volatile int count;

void work(char letter) {
  for (int i = 0; i < 10; i++) {
    put(letter);
    for (count = 0; count < 500; count++) {
    }
  }
}
