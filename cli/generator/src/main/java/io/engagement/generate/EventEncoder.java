package io.engagement.generate;

import static io.engagement.generate.JsonBytes.ascii;

/**
 * Writes one happening of a visit as a Segment-spec record, 500 to 900 bytes, without making
 * strings. Every record has a message id of its own and carries the person's record number as
 * {@code context.sequence}.
 */
final class EventEncoder {
  private static final byte[] PAGE = ascii("{\"type\":\"page\",\"name\":\"");
  private static final byte[] SCREEN = ascii("{\"type\":\"screen\",\"name\":\"");
  private static final byte[] MESSAGE_ID = ascii(",\"messageId\":\"");
  private static final byte[] ANONYMOUS_ID = ascii("\",\"anonymousId\":\"");
  private static final byte[] USER_ID = ascii("\",\"userId\":\"u-");
  private static final byte[] TIMESTAMP = ascii("\",\"timestamp\":\"");
  private static final byte[] ORIGINAL_TIMESTAMP = ascii("\",\"originalTimestamp\":\"");
  private static final byte[] SENT_AT = ascii("\",\"sentAt\":\"");
  private static final byte[] RECEIVED_AT = ascii("\",\"receivedAt\":\"");
  private static final byte[] CONTEXT = ascii("\",\"context\":{\"sequence\":");
  private static final byte[] CONTEXT_PAGE = ascii(",\"page\":{\"path\":\"");
  private static final byte[] PROPERTIES = ascii("\"}},\"properties\":{");
  private static final byte[] TRAITS = ascii("\"}},\"traits\":{");
  private static final byte[] END = ascii("}}");
  private static final byte[][] PLACE_NAMES = {
    ascii("Entry"),
    ascii("Home"),
    ascii("Category"),
    ascii("Search Results"),
    ascii("Product"),
    ascii("Cart"),
    ascii("Checkout"),
    ascii("Order Confirmation"),
    ascii("Article")
  };

  private final Population people;
  private final PropertiesWriter properties;
  private final Dice dice;

  EventEncoder(Population people, Dice dice) {
    this.people = people;
    this.properties = new PropertiesWriter(people);
    this.dice = dice;
  }

  /** Prepares what stays the same during a visit. */
  void begin(Visit visit) {
    int person = visit.person;
    visit.deviceSlot = Surroundings.deviceSlot(people, person, dice);
    Surroundings.Device device = Surroundings.device(people, person, visit.deviceSlot);
    Surroundings.Country country = Surroundings.country(people, person);
    visit.app = device.app();
    visit.currency = people.currency(country);
    if (people.isBit(person, 41, 2)) {
      boolean behind = people.isBit(person, 42, 50);
      visit.clockSkewMillis = (behind ? -1 : 1) * (120_000L + dice.below(3_600_000));
    }
    long address = people.trait(person, 43);
    visit.context.put(",").put(device.context()).put(",\"ip\":\"198.51.");
    visit.context.number(address >>> 56).put('.').number(address >>> 48 & 255);
    visit.context.put("\",\"locale\":\"").put(country.locale());
    visit.context.put("\",\"timezone\":\"").put(country.zone());
    visit.context.put("\",\"location\":{\"country\":\"").put(country.code()).put("\"}");
    visit.context.put(Surroundings.campaign(dice).context());
  }

  /** Follows the visitor to a page without writing it. */
  void skipPage(Visit visit) {
    properties.setPath(visit);
  }

  /**
   * Replaces the content of {@code out} with the record.
   *
   * @param timeMillis when it happened
   * @param arrivalMillis when it reaches us
   */
  void encode(
      Visit visit, Happening happening, long timeMillis, long arrivalMillis, JsonBytes out) {
    int person = visit.person;
    int sequence = people.nextSequence(person);
    out.clear();
    if (happening == Happening.PAGE) {
      properties.setPath(visit);
      out.put(visit.app ? SCREEN : PAGE).put(PLACE_NAMES[visit.place.ordinal()]).put('"');
    } else {
      out.put(happening.head());
    }
    out.put(MESSAGE_ID);
    out.uuid(
        Dice.mix(people.trait(person, 31), sequence), Dice.mix(people.trait(person, 32), sequence));
    out.put(ANONYMOUS_ID);
    anonymousId(visit, sequence, out);
    if (people.isSignedIn(visit)) {
      out.put(USER_ID).number(person);
    }
    times(visit, timeMillis, arrivalMillis, out);
    out.put(CONTEXT).number(sequence).put(visit.context.array(), visit.context.length());
    out.put(CONTEXT_PAGE).put(visit.path.array(), visit.path.length());
    out.put(happening == Happening.IDENTIFY ? TRAITS : PROPERTIES);
    properties.write(visit, happening, out);
    out.put(END);
  }

  private void anonymousId(Visit visit, int sequence, JsonBytes out) {
    int owner = people.deviceOwner(visit);
    int slot = owner == visit.person ? visit.deviceSlot : 0;
    if (people.isRobot(visit.person)) {
      if (sequence % 2 == 0) {
        out.uuid(Dice.mix(people.trait(0, 47), sequence), sequence);
        return;
      }
      owner = people.claimed(sequence);
      slot = 0;
    }
    out.uuid(people.trait(owner, 33 + slot), people.trait(owner, 35 + slot));
  }

  /**
   * Most clients have the right time; for the others the service can only correct it from the time
   * of sending, so they come without {@code timestamp}.
   */
  private void times(Visit visit, long timeMillis, long arrivalMillis, JsonBytes out) {
    long skew = visit.clockSkewMillis;
    if (skew == 0) {
      out.put(TIMESTAMP).instant(timeMillis);
      out.put(RECEIVED_AT).instant(arrivalMillis + 20 + dice.below(280));
    } else {
      out.put(ORIGINAL_TIMESTAMP).instant(timeMillis + skew);
      out.put(SENT_AT).instant(arrivalMillis + skew);
      out.put(RECEIVED_AT).instant(arrivalMillis);
    }
  }
}
