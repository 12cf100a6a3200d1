package io.engagement.generate;

/** A cart: a few lines of products. Kept beyond a visit when it is left full. */
final class Cart {
  static final int MAX_LINES = 5;

  long id;
  int lines;
  final int[] products = new int[MAX_LINES];
  final int[] quantities = new int[MAX_LINES];

  /** The line that is being added to or removed. */
  int touched;

  /** How many of it. */
  int touchedQuantity;

  boolean isFull() {
    return lines == MAX_LINES;
  }

  void add(int product, int quantity) {
    touchedQuantity = quantity;
    for (int line = 0; line < lines; line++) {
      if (products[line] == product) {
        quantities[line] += quantity;
        touched = line;
        return;
      }
    }
    products[lines] = product;
    quantities[lines] = quantity;
    touched = lines++;
  }

  /** Chooses the line that will be taken out. */
  void touch(int line) {
    touched = line;
    touchedQuantity = quantities[line];
  }

  /** Takes the chosen line out, after its record was written. */
  void dropTouched() {
    lines--;
    products[touched] = products[lines];
    quantities[touched] = quantities[lines];
  }

  long totalCents() {
    long total = 0;
    for (int line = 0; line < lines; line++) {
      total += Catalogue.priceCents(products[line]) * quantities[line];
    }
    return total;
  }
}
