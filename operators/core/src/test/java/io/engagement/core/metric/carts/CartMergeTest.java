package io.engagement.core.metric.carts;

import static io.engagement.core.metric.carts.Shopper.added;
import static io.engagement.core.metric.carts.Shopper.checkout;
import static io.engagement.core.metric.carts.Shopper.of;
import static io.engagement.core.metric.carts.Shopper.ordered;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.RawEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of carts when an anonymous id turns out to be somebody. */
class CartMergeTest {
  private static final String OWNER = "u";
  private static final String PHONE = "phone";

  private final Shopper shopper = new Shopper();

  private static RawEvent onThePhone(RawEvent event) {
    return event.by(PHONE);
  }

  private void claim() {
    shopper.run.claim(PHONE, OWNER);
    assertThat(shopper.run.rows().table("carts").keySet())
        .as("no row of the anonymous id is left")
        .allMatch(key -> key.get(2).equals(OWNER));
    shopper.run.restart();
  }

  private void expire() {
    shopper.watermark("2024-03-05T12:00:00Z").run.restart();
  }

  private List<Object> counts() {
    return shopper.sums("2024-03-01", "USD").subList(0, 6);
  }

  @Test
  void aCartThatIsFilledBeforeSigningInIsOrderedAfterwards() {
    shopper.does(
        onThePhone(added("10:00:00", "p", 5L)),
        onThePhone(checkout("10:05:00")),
        ordered("10:10:00", "o-1", 7L));
    assertThat(shopper.carts())
        .extracting(Shopper.Row::state)
        .containsExactly("checkout", "purchased");
    claim();
    Shopper.Row cart = shopper.cart();
    assertThat(cart.state()).isEqualTo("purchased");
    assertThat(cart.items()).isEqualTo(1);
    assertThat(cart.amount()).isEqualTo(7);
    assertThat(cart.created()).isEqualTo("2024-03-01T10:00:00Z");
    assertThat(counts()).containsExactly(1L, 1L, 1L, 0L, 0L, 0L);
  }

  @Test
  void whatIsAddedUnderEitherIdIsInOneCart() {
    shopper.does(
        onThePhone(added("10:00:00", "p", 5L)),
        added("10:10:00", "q", 6L),
        onThePhone(added("10:20:00", "p", 5L)));
    claim();
    assertThat(shopper.cart().items()).isEqualTo(3);
    assertThat(shopper.cart().amount()).isEqualTo(16);
  }

  @Test
  void anAbandonedCartIsRecoveredByTheOrderUnderAnotherId() {
    shopper.does(onThePhone(added("10:00:00", "p", 5L)), ordered("20:00:00", "o-1", 5L));
    shopper.watermark("21:00:00");
    claim();
    assertThat(shopper.cart().recovered()).isTrue();
    assertThat(counts()).containsExactly(1L, 0L, 1L, 0L, 1L, 0L);
  }

  @Test
  void aCartFromBeforeTheLateHorizonIsStillOrdered() {
    shopper.does(onThePhone(added("10:00:00", "p", 5L)));
    String id = shopper.cart().id();
    expire();
    shopper.does(ordered("2024-03-05T12:00:00Z", "o-1", 5L));
    claim();
    assertThat(shopper.cart().recovered()).isTrue();
    assertThat(shopper.cart().id()).as("its first event is not kept any more").isEqualTo(id);
  }

  @Test
  void aCartThatBothIdsCallByItsIdIsOne() {
    shopper.does(
        onThePhone(of("c", added("10:00:00", "p", 5L))),
        onThePhone(of("c", checkout("10:01:00"))),
        of("c", added("10:30:00", "q", 6L)));
    expire();
    assertThat(shopper.carts()).hasSize(2);
    claim();
    Shopper.Row cart = shopper.cart();
    assertThat(cart.created()).isEqualTo("2024-03-01T10:00:00Z");
    assertThat(cart.last()).isEqualTo("2024-03-01T10:30:00Z");
    assertThat(cart.amount()).isEqualTo(11);
    assertThat(counts()).containsExactly(1L, 1L, 0L, 1L, 0L, 0L);
  }

  @Test
  void aCartThatOneIdHasPurchasedIsPurchased() {
    for (String buyer : List.of(OWNER, PHONE)) {
      Shopper each = new Shopper();
      String other = buyer.equals(OWNER) ? PHONE : OWNER;
      each.does(
          of("c", added("10:00:00", "p", 5L)).by(buyer),
          of("c", ordered("10:10:00", "o-1", 9L)).by(buyer),
          of("c", added("09:30:00", "q", 6L)).by(other),
          of("c", added("10:30:00", "q", 6L)).by(other));
      each.watermark("2024-03-05T12:00:00Z");
      each.run.claim(PHONE, OWNER);
      Shopper.Row cart = each.cart();
      assertThat(cart.state()).isEqualTo("purchased");
      assertThat(cart.amount()).isEqualTo(9);
      assertThat(cart.created()).isEqualTo("2024-03-01T09:30:00Z");
    }
  }

  @Test
  void anOrderThatBothIdsSentIsOne() {
    for (boolean isExpired : new boolean[] {false, true}) {
      Shopper each = new Shopper();
      each.does(
          onThePhone(added("10:00:00", "p", 5L)),
          onThePhone(ordered("10:10:00", "o-1", 5L)),
          ordered("10:10:02", "o-1", 5L));
      if (isExpired) {
        each.watermark("2024-03-05T12:00:00Z");
      }
      assertThat(each.carts()).hasSize(2);
      each.run.claim(PHONE, OWNER);
      assertThat(each.cart().created()).isEqualTo("2024-03-01T10:00:00Z");
      assertThat(each.sums("2024-03-01", "USD").get(2)).as("purchased").isEqualTo(1L);
    }
  }

  @Test
  void nothingIsLostWhenOneIdIsExpiredFurtherThanTheOther() {
    for (String further : List.of(OWNER, PHONE)) {
      RawEvent first = of("c-1", added("10:00:00", "p", 5L)).by(further);
      Shopper ahead = new Shopper().does(first).watermark("2024-03-05T12:00:00Z");
      String other = further.equals(OWNER) ? PHONE : OWNER;
      Shopper each = new Shopper();
      each.does(first, added("20:00:00", "q", 6L).by(other), added("22:00:00", "q", 6L).by(other));
      each.watermark("23:30:00");
      each.run.restore(further, ahead.run.bytes(further), 3);
      each.run.claim(PHONE, OWNER);
      List<Shopper.Row> carts = each.carts();
      assertThat(carts).hasSize(3);
      each.run.restart();
      each.watermark("2024-05-20T12:00:00Z");
      assertThat(each.carts()).isEqualTo(carts);
      assertThat(each.sums("2024-03-01", "USD").subList(0, 6))
          .containsExactly(3L, 0L, 0L, 3L, 0L, 0L);
    }
  }
}
