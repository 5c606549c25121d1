package io.countersign.core.prose;

import io.countersign.core.encoding.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// What forms are made of: sentences with places, alternatives, sequences, lists.
final class Forms {
  /// A new line below a clause.
  static final String INDENT = "\n    ";

  /// A row of a clause.
  static final String ROW = "\n        ";

  private static final Json.Obj NOTHING = Json.object().build();

  private Forms() {}

  /// What stands in a place of a sentence about an object.
  ///
  /// @param name the member; empty where the form is about members of the object itself
  /// @param optional whether the member may be absent; its words are then absent too
  record Slot(String name, Form form, boolean optional) {}

  /// The member `name`.
  static Slot at(String name, Form form) {
    return new Slot(name, form, false);
  }

  /// The member `name` if there is one.
  static Slot maybe(String name, Form form) {
    return new Slot(name, form, true);
  }

  /// Members of the object itself.
  static Slot part(Form form) {
    return new Slot("", form, false);
  }

  /// A sentence about an object: place i is said by slot i.
  static Form say(String key, Slot... slots) {
    return new Sentence(key, List.of(slots));
  }

  private record Sentence(String key, List<Slot> slots) implements Form {
    @Override
    public void write(Json value, Page page) {
      Json.Obj o = (Json.Obj) value;
      for (Template.Piece piece : page.scope().template(key).pieces()) {
        switch (piece) {
          case Template.Words w -> page.say(w.text());
          case Template.Place p -> {
            Slot s = slots.get(p.index());
            if (s.name().isEmpty()) {
              s.form().write(o, page);
            } else if (!s.optional() || o.has(s.name())) {
              s.form().write(Jsons.member(o, s.name()), page);
            }
          }
        }
      }
    }

    @Override
    public Json read(Reading in) throws Unread {
      Json.Builder out = Json.object();
      for (Template.Piece piece : in.scope().template(key).pieces()) {
        switch (piece) {
          case Template.Words w -> in.expect(w.text());
          case Template.Place p -> {
            Slot s = slots.get(p.index());
            if (s.name().isEmpty()) {
              merge(out, s.form().read(in));
            } else if (s.optional()) {
              in.attempt(s.form()).ifPresent(v -> out.put(s.name(), v));
            } else {
              out.put(s.name(), s.form().read(in));
            }
          }
        }
      }
      return out.build();
    }
  }

  private static void merge(Json.Builder out, Json part) {
    Json.Obj o = (Json.Obj) part;
    for (int i = 0; i < o.size(); i++) {
      out.put(o.key(i), o.value(i));
    }
  }

  /// Words about an object that say nothing but that its member has this value.
  static Form means(String name, Json value, Form words) {
    return new Means(name, value, words);
  }

  private record Means(String name, Json value, Form words) implements Form {
    @Override
    public void write(Json v, Page page) {
      words.write(v, page);
    }

    @Override
    public Json read(Reading in) throws Unread {
      return ((Json.Obj) words.read(in)).with(name, value);
    }
  }

  /// No words.
  static Form silent() {
    return of((v, page) -> {}, in -> NOTHING);
  }

  /// All forms one after the other, each about members of one object.
  static Form all(Form... forms) {
    List<Form> parts = List.of(forms);
    return of(
        (v, page) -> parts.forEach(f -> f.write(v, page)),
        in -> {
          Json.Builder out = Json.object();
          for (Form f : parts) {
            merge(out, f.read(in));
          }
          return out.build();
        });
  }

  /// One member of an object, as the form says it.
  static Form member(String name, Form form) {
    return of(
        (v, page) -> form.write(Jsons.member((Json.Obj) v, name), page),
        in -> Json.object().put(name, form.read(in)).build());
  }

  /// One member of an object, as the form says it, if there is one.
  static Form optional(String name, Form form) {
    return of(
        (v, page) -> {
          if (((Json.Obj) v).has(name)) {
            form.write(Jsons.member((Json.Obj) v, name), page);
          }
        },
        in -> {
          Optional<Json> read = in.attempt(form);
          return read.isPresent() ? Json.object().put(name, read.get()).build() : NOTHING;
        });
  }

  /// One of several ways to say a value.
  ///
  /// @param fits whether the value is said this way
  record Case(Predicate<Json> fits, Form form) {}

  static Case when(Predicate<Json> fits, Form form) {
    return new Case(fits, form);
  }

  static Case otherwise(Form form) {
    return new Case(v -> true, form);
  }

  /// The first case that fits; a reader takes the first that reads.
  static Form either(Case... cases) {
    List<Case> all = List.of(cases);
    return of(
        (v, page) -> {
          for (Case c : all) {
            if (c.fits().test(v)) {
              c.form().write(v, page);
              return;
            }
          }
          throw new IllegalStateException("no words for " + v.toText());
        },
        in -> {
          for (Case c : all) {
            Optional<Json> read = in.attempt(c.form());
            if (read.isPresent()) {
              return read.get();
            }
          }
          throw Unread.here();
        });
  }

  /// A sentence with one place, about a value that is no object, or about a whole one.
  static Form wrap(String key, Form form) {
    return of(
        (v, page) -> {
          for (Template.Piece piece : page.scope().template(key).pieces()) {
            switch (piece) {
              case Template.Words w -> page.say(w.text());
              case Template.Place p -> form.write(v, page);
            }
          }
        },
        in -> {
          Json out = NOTHING;
          for (Template.Piece piece : in.scope().template(key).pieces()) {
            switch (piece) {
              case Template.Words w -> in.expect(w.text());
              case Template.Place p -> out = form.read(in);
            }
          }
          return out;
        });
  }

  /// A sentence without places that stands for one value.
  static Form word(String key, Json value) {
    return of(
        (v, page) -> page.say(page.scope().text(key)),
        in -> {
          in.expect(in.scope().text(key));
          return value;
        });
  }

  /// A string of a closed list, each said by its own sentence: the key is `prefix` and the string.
  static Form words(String prefix, String... values) {
    List<String> all = List.of(values);
    return of(
        (v, page) -> page.say(page.scope().text(prefix + Jsons.text(v))),
        in -> {
          List<String> longest = new ArrayList<>(all);
          longest.sort(
              Comparator.comparingInt((String v) -> in.scope().text(prefix + v).length())
                  .reversed());
          for (String v : longest) {
            Optional<Json> read = in.attempt(word(prefix + v, Json.of(v)));
            if (read.isPresent()) {
              return read.get();
            }
          }
          throw Unread.here();
        });
  }

  /// What the scope says by itself: it carries nothing of the document.
  static Form computed(Function<Scope, String> words) {
    return of(
        (v, page) -> page.say(words.apply(page.scope())),
        in -> {
          in.expect(words.apply(in.scope()));
          return NOTHING;
        });
  }

  /// The examples of a clause: written, and not there when a text is read.
  static Form examples(String clause) {
    return of((v, page) -> page.examples(clause), in -> NOTHING);
  }

  /// A list of at least one item with words between two.
  static Form list(Form item, String separatorKey) {
    return of(
        (v, page) -> {
          List<Json> items = ((Json.Arr) v).items();
          for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
              page.say(page.scope().text(separatorKey));
            }
            item.write(items.get(i), page);
          }
        },
        in -> {
          List<Json> items = new ArrayList<>();
          items.add(item.read(in));
          Form next = before(in.scope().text(separatorKey), item);
          for (Optional<Json> v = in.attempt(next); v.isPresent(); v = in.attempt(next)) {
            items.add(v.get());
          }
          return Json.array(items);
        });
  }

  /// A list, or one word where it is empty.
  static Form listOr(String emptyKey, Form list) {
    return either(when(Forms::isEmpty, word(emptyKey, Json.array())), otherwise(list));
  }

  /// A list of at least one item, each on a row of its own, numbered from 1.
  static Form rows(Form item) {
    return of(
        (v, page) -> {
          List<Json> items = ((Json.Arr) v).items();
          for (int i = 0; i < items.size(); i++) {
            page.say(ROW + page.scope().text("row", i + 1));
            item.write(items.get(i), page);
          }
        },
        in -> {
          List<Json> items = new ArrayList<>();
          boolean more = true;
          while (more) {
            String number = ROW + in.scope().text("row", items.size() + 1);
            Optional<Json> v = in.attempt(before(number, item));
            v.ifPresent(items::add);
            more = v.isPresent();
          }
          if (items.isEmpty()) {
            throw Unread.here();
          }
          return Json.array(items);
        });
  }

  /// A list with each item on a line of its own, as the item says it.
  static Form each(Form item) {
    return of(
        (v, page) -> ((Json.Arr) v).items().forEach(i -> item.write(i, page)),
        in -> {
          List<Json> items = new ArrayList<>();
          for (Optional<Json> v = in.attempt(item); v.isPresent(); v = in.attempt(item)) {
            items.add(v.get());
          }
          return Json.array(items);
        });
  }

  /// A sentence on a line of its own below the clause.
  static Form line(Form form) {
    return before(INDENT, form);
  }

  /// Words that no template holds, such as line ends and numbers of clauses, and then a form.
  static Form before(String words, Form form) {
    return of(
        (v, page) -> {
          page.say(words);
          form.write(v, page);
        },
        in -> {
          in.expect(words);
          return form.read(in);
        });
  }

  /// A form about something made of the value, and the way back.
  static Form made(Form form, UnaryOperator<Json> there, UnaryOperator<Json> back) {
    return of((v, page) -> form.write(there.apply(v), page), in -> back.apply(form.read(in)));
  }

  /// A form that is defined later, for those that contain themselves.
  static Form later(Supplier<Form> form) {
    return of((v, page) -> form.get().write(v, page), in -> form.get().read(in));
  }

  static boolean isEmpty(Json value) {
    return value instanceof Json.Arr a && a.items().isEmpty();
  }

  /// Whether an object's member has this value.
  static Predicate<Json> has(String name, Json value) {
    return v -> v instanceof Json.Obj o && value.equals(o.get(name));
  }

  static Predicate<Json> has(String name) {
    return v -> v instanceof Json.Obj o && o.has(name);
  }

  /// How words are written.
  @FunctionalInterface
  interface Writes {
    void write(Json value, Page page);
  }

  /// How words are read.
  @FunctionalInterface
  interface Reads {
    Json read(Reading in) throws Unread;
  }

  static Form of(Writes writes, Reads reads) {
    return new Form() {
      @Override
      public void write(Json value, Page page) {
        writes.write(value, page);
      }

      @Override
      public Json read(Reading in) throws Unread {
        return reads.read(in);
      }
    };
  }
}
