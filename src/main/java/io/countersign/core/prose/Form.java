package io.countersign.core.prose;

import io.countersign.core.encoding.Json;

/// How one kind of value is put into words, and how the words are read back.
///
/// Both directions stand in one place, so that what can be written can be read.
interface Form {
  /// Appends `value` to the page.
  ///
  /// @param value of the kind that the form is for
  void write(Json value, Page page);

  /// The value whose words stand next.
  ///
  /// @throws Unread if other words stand there; the place of the reading is then undefined
  Json read(Reading in) throws Unread;
}
