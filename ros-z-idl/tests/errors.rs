//! What is said about wrong definitions: one text for each kind of mistake.

#![allow(clippy::unwrap_used, reason = "a test")]

use expect_test::{Expect, expect};
use ros_z_idl::{Interfaces, TypeName};

fn name(name: &str) -> TypeName {
    name.parse().unwrap()
}

/// The report on a set of files; errors where there are some, else warnings.
fn report(files: &[(&str, &str)]) -> String {
    let mut interfaces = Interfaces::new();
    for (file, text) in files {
        interfaces.add(name(file), file, text.as_bytes());
    }
    interfaces.add_standard();
    let report = match interfaces.check() {
        Ok(checked) => checked.warnings().to_string(),
        Err(report) => report.to_string(),
    };
    // Nobody would see it here.
    report.replace('\u{feff}', "")
}

#[track_caller]
fn message(text: &str, expected: Expect) {
    expected.assert_eq(&report(&[("pk/msg/M", text)]));
}

#[test]
fn one_word() {
    message(
        "int32\nA=1",
        expect![[r#"
        error: a line is a type and a name
         --> pk/msg/M:1:1
          |
        1 | int32
          | ^^^^^
          |
          = help: write `int32 name`

        error: a line is a type and a name
         --> pk/msg/M:2:1
          |
        2 | A=1
          | ^^^
          |
          = help: write the type before it: `int32 A=1`

        2 errors"#]],
    );
}

#[test]
fn leading_blank() {
    message(
        " int32 x\n\tint32 y",
        expect![[r#"
        error: a line must not begin with a blank
         --> pk/msg/M:1:1
          |
        1 |  int32 x
          | ^^^^^^^^
          |
          = help: write `int32 x` at the beginning of the line

        error: a line must not begin with a blank
         --> pk/msg/M:2:1
          |
        2 |     int32 y
          | ^^^^^^^^^^^
          |
          = help: write `int32 y` at the beginning of the line

        2 errors"#]],
    );
}

#[test]
fn type_of_another_language() {
    message(
        "int a\nfloat b\ntime c\nduration d\noctet e\nu8 f",
        expect![[r#"
        error: `int` is not a type
         --> pk/msg/M:1:1
          |
        1 | int a
          | ^^^
          |
          = help: write `int32`

        error: `float` is not a type
         --> pk/msg/M:2:1
          |
        2 | float b
          | ^^^^^
          |
          = help: write `float32`

        error: `time` is not a type
         --> pk/msg/M:3:1
          |
        3 | time c
          | ^^^^
          |
          = help: write `builtin_interfaces/Time`

        error: `duration` is not a type
         --> pk/msg/M:4:1
          |
        4 | duration d
          | ^^^^^^^^
          |
          = help: write `builtin_interfaces/Duration`

        error: `octet` is not a type
         --> pk/msg/M:5:1
          |
        5 | octet e
          | ^^^^^
          |
          = help: write `byte`

        error: `u8` is not a type
         --> pk/msg/M:6:1
          |
        6 | u8 f
          | ^^
          |
          = help: write `uint8`

        6 errors"#]],
    );
}

#[test]
fn lower_case_message() {
    message(
        "foo x\nfoo_bar y",
        expect![[r#"
        error: `foo` is not a type
         --> pk/msg/M:1:1
          |
        1 | foo x
          | ^^^
          |
          = help: messages are written as `Foo` or `package/Foo`, and the other types are bool, byte, char, int8 to uint64, float32, float64, string and wstring

        error: `foo_bar` is not a type
         --> pk/msg/M:2:1
          |
        2 | foo_bar y
          | ^^^^^^^
          |
          = help: messages are written as `Foobar` or `package/Foobar`, and the other types are bool, byte, char, int8 to uint64, float32, float64, string and wstring

        2 errors"#]],
    );
}

#[test]
fn message_with_underscore() {
    message(
        "Foo_Bar x\n@verbatim y",
        expect![[r#"
            error: `Foo_Bar` is not a type
             --> pk/msg/M:1:1
              |
            1 | Foo_Bar x
              | ^^^^^^^
              |
              = help: messages are written as `FooBar` or `package/FooBar`, and the other types are bool, byte, char, int8 to uint64, float32, float64, string and wstring

            error: `@verbatim` is not a type
             --> pk/msg/M:2:1
              |
            2 | @verbatim y
              | ^^^^^^^^^
              |
              = help: a name starts with an upper-case letter and holds letters and digits

            2 errors"#]],
    );
}

#[test]
fn path_with_namespace() {
    message(
        "std_msgs/msg/Header x\na/b/Foo y\n/Foo z\nA/Foo u\na_/Foo v",
        expect![[r#"
            error: `std_msgs/msg/Header` is not a type
             --> pk/msg/M:1:1
              |
            1 | std_msgs/msg/Header x
              | ^^^^^^^^^^^^^^^^^^^
              |
              = help: write `std_msgs/Header`

            error: `a/b/Foo` is not a type
             --> pk/msg/M:2:1
              |
            2 | a/b/Foo y
              | ^^^^^^^
              |
              = help: write `a/Foo`

            error: `/Foo` is not a type
             --> pk/msg/M:3:1
              |
            3 | /Foo z
              | ^^^^
              |
              = help: `` is not a package name: a name starts with a lower-case letter and holds lower-case letters, digits and single underscores between them

            error: `A/Foo` is not a type
             --> pk/msg/M:4:1
              |
            4 | A/Foo u
              | ^^^^^
              |
              = help: `A` is not a package name: a name starts with a lower-case letter and holds lower-case letters, digits and single underscores between them

            error: `a_/Foo` is not a type
             --> pk/msg/M:5:1
              |
            5 | a_/Foo v
              | ^^^^^^
              |
              = help: `a_` is not a package name: a name starts with a lower-case letter and holds lower-case letters, digits and single underscores between them

            5 errors"#]],
    );
}

#[test]
fn arrays_of_arrays() {
    message(
        "int32[3][2] x",
        expect![[r#"
        error: there are no arrays of arrays
         --> pk/msg/M:1:1
          |
        1 | int32[3][2] x
          | ^^^^^^^^^^^
          |
          = help: put the inner array into a message of its own

        1 error"#]],
    );
}

#[test]
fn open_bracket() {
    message(
        "int32] x\nint32[ y",
        expect![[r#"
        error: `int32]` ends with `]` and has no `[`
         --> pk/msg/M:1:1
          |
        1 | int32] x
          | ^^^^^^
          |
          = help: write `int32[]`

        error: `int32[` is not a type
         --> pk/msg/M:2:1
          |
        2 | int32[ y
          | ^^^^^^
          |
          = help: write bounds as `string<=8`, `int32[<=4]` or `string<=8[<=4]`, without blanks

        2 errors"#]],
    );
}

#[test]
fn sizes() {
    message(
        "int32[0] a\nint32[-1] b\nint32[<=0] c\nint32[x] d\nstring<=0 e\nwstring<= f\nint32[0x10] g\nint32[99999999999999999999] h\nint32[999999999999999999999999999999999999999999] i",
        expect![[r#"
            error: the size of an array is a number from 1 on, `0` is not
             --> pk/msg/M:1:7
              |
            1 | int32[0] a
              |       ^
              |
              = help: write `[4]` for four elements, `[<=4]` for at most four, `[]` for any number

            error: the size of an array is a number from 1 on, `-1` is not
             --> pk/msg/M:2:7
              |
            2 | int32[-1] b
              |       ^^
              |
              = help: write `[4]` for four elements, `[<=4]` for at most four, `[]` for any number

            error: the bound of a sequence is a number from 1 on, `0` is not
             --> pk/msg/M:3:9
              |
            3 | int32[<=0] c
              |         ^
              |
              = help: write `[4]` for four elements, `[<=4]` for at most four, `[]` for any number

            error: the size of an array is a number from 1 on, `x` is not
             --> pk/msg/M:4:7
              |
            4 | int32[x] d
              |       ^
              |
              = help: write `[4]` for four elements, `[<=4]` for at most four, `[]` for any number

            error: the bound of a string is a number from 1 on, `0` is not
             --> pk/msg/M:5:9
              |
            5 | string<=0 e
              |         ^
              |
              = help: write `string<=8` for at most 8 bytes

            error: the bound of a string is a number from 1 on, `` is not
             --> pk/msg/M:6:10
              |
            6 | wstring<= f
              |          ^
              |
              = help: write `string<=8` for at most 8 bytes

            error: the size of an array is a number from 1 on, `0x10` is not
             --> pk/msg/M:7:7
              |
            7 | int32[0x10] g
              |       ^^^^
              |
              = help: write `[4]` for four elements, `[<=4]` for at most four, `[]` for any number

            error: the size of an array has at most 64 bits
             --> pk/msg/M:8:7
              |
            8 | int32[99999999999999999999] h
              |       ^^^^^^^^^^^^^^^^^^^^

            error: the size of an array has at most 64 bits
             --> pk/msg/M:9:7
              |
            9 | int32[999999999999999999999999999999999999999999] i
              |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

            9 errors"#]],
    );
}

#[test]
fn blanks_in_bounds() {
    message(
        "int32[<= 3] x\nstring<5 y",
        expect![[r#"
            error: `int32[<=` is not a type
             --> pk/msg/M:1:1
              |
            1 | int32[<= 3] x
              | ^^^^^^^^
              |
              = help: write bounds as `string<=8`, `int32[<=4]` or `string<=8[<=4]`, without blanks

            error: `string<5` is not a type
             --> pk/msg/M:2:1
              |
            2 | string<5 y
              | ^^^^^^^^
              |
              = help: write bounds as `string<=8`, `int32[<=4]` or `string<=8[<=4]`, without blanks

            2 errors"#]],
    );
}

#[test]
fn field_names() {
    message(
        "int32 X\nint32 xY\nint32 x_\nint32 _x\nint32 x__y\nint32 1x\nint32 x[3]\nint32 x;\nint32 é",
        expect![[r#"
            error: `X` is not a field name
             --> pk/msg/M:1:7
              |
            1 | int32 X
              |       ^
              |
              = help: a name starts with a lower-case letter and holds lower-case letters, digits and single underscores between them, such as `x`

            error: `xY` is not a field name
             --> pk/msg/M:2:7
              |
            2 | int32 xY
              |       ^^
              |
              = help: a name starts with a lower-case letter and holds lower-case letters, digits and single underscores between them, such as `x_y`

            error: `x_` is not a field name
             --> pk/msg/M:3:7
              |
            3 | int32 x_
              |       ^^
              |
              = help: a name starts with a lower-case letter and holds lower-case letters, digits and single underscores between them, such as `x`

            error: `_x` is not a field name
             --> pk/msg/M:4:7
              |
            4 | int32 _x
              |       ^^
              |
              = help: a name starts with a lower-case letter and holds lower-case letters, digits and single underscores between them, such as `x`

            error: `x__y` is not a field name
             --> pk/msg/M:5:7
              |
            5 | int32 x__y
              |       ^^^^
              |
              = help: a name starts with a lower-case letter and holds lower-case letters, digits and single underscores between them, such as `x_y`

            error: `1x` is not a field name
             --> pk/msg/M:6:7
              |
            6 | int32 1x
              |       ^^
              |
              = help: a name starts with a lower-case letter and holds lower-case letters, digits and single underscores between them

            error: `x[3]` is not a field name
             --> pk/msg/M:7:7
              |
            7 | int32 x[3]
              |       ^^^^
              |
              = help: the brackets belong to the type: `int32[3] x`

            error: `x;` is not a field name
             --> pk/msg/M:8:7
              |
            8 | int32 x;
              |       ^^
              |
              = help: write `int32 x`, without `;`

            error: `é` is not a field name
             --> pk/msg/M:9:7
              |
            9 | int32 é
              |       ^
              |
              = help: a name starts with a lower-case letter and holds lower-case letters, digits and single underscores between them

            9 errors"#]],
    );
}

#[test]
fn constant_names() {
    message(
        "int32 x=5\nint32 x = 5\nint32 X_=1\nint32 =1\nstring s \"a=b\"",
        expect![[r#"
            error: `x` is not a constant name
             --> pk/msg/M:1:7
              |
            1 | int32 x=5
              |       ^
              |
              = help: the first `=` makes a constant: write `int32 X=5`, or `int32 x 5` for a field with a default value

            error: `x` is not a constant name
             --> pk/msg/M:2:7
              |
            2 | int32 x = 5
              |       ^
              |
              = help: the first `=` makes a constant: write `int32 X=5`, or `int32 x 5` for a field with a default value

            error: `X_` is not a constant name
             --> pk/msg/M:3:7
              |
            3 | int32 X_=1
              |       ^^
              |
              = help: the first `=` makes a constant; a name starts with an upper-case letter and holds upper-case letters, digits and single underscores between them

            error: `` is not a constant name
             --> pk/msg/M:4:7
              |
            4 | int32 =1
              |       ^
              |
              = help: the first `=` makes a constant; a name starts with an upper-case letter and holds upper-case letters, digits and single underscores between them

            error: `s "a` is not a constant name
             --> pk/msg/M:5:8
              |
            5 | string s "a=b"
              |        ^^^^
              |
              = help: the first `=` makes a constant; a name starts with an upper-case letter and holds upper-case letters, digits and single underscores between them

            5 errors"#]],
    );
}

#[test]
fn constant_types() {
    message(
        "Foo A=1\nint32[] B=1\nstring<=5 C=abc\nint D=1",
        expect![[r#"
        error: `Foo` is not the type of a constant
         --> pk/msg/M:1:1
          |
        1 | Foo A=1
          | ^^^
          |
          = help: a constant is a number, a boolean or a string

        error: `int32[]` is not the type of a constant
         --> pk/msg/M:2:1
          |
        2 | int32[] B=1
          | ^^^^^^^
          |
          = help: write `int32`, without a size or bound

        error: `string<=5` is not the type of a constant
         --> pk/msg/M:3:1
          |
        3 | string<=5 C=abc
          | ^^^^^^^^^
          |
          = help: write `string`, without a size or bound

        error: `int` is not the type of a constant
         --> pk/msg/M:4:1
          |
        4 | int D=1
          | ^^^
          |
          = help: write `int32`

        4 errors"#]],
    );
}

#[test]
fn booleans() {
    message(
        "bool A=yes\nbool b 2",
        expect![[r#"
        error: `yes` is not a boolean
         --> pk/msg/M:1:8
          |
        1 | bool A=yes
          |        ^^^
          |
          = help: write `true` or `false`

        error: `2` is not a boolean
         --> pk/msg/M:2:8
          |
        2 | bool b 2
          |        ^
          |
          = help: write `true` or `false`

        2 errors"#]],
    );
}

#[test]
fn integers() {
    message(
        "uint8 A=256\nuint8 B=-1\nint32 C=\nint32 D=1.5\nchar E='a'\nint8 f 128\nint32 g 3 4\nuint64 H=999999999999999999999999999999999999999999",
        expect![[r#"
            error: `256` is out of range, uint8 holds 0 to 255
             --> pk/msg/M:1:9
              |
            1 | uint8 A=256
              |         ^^^

            error: `-1` is out of range, uint8 holds 0 to 255
             --> pk/msg/M:2:9
              |
            2 | uint8 B=-1
              |         ^^

            error: a value of the type int32 is missing
             --> pk/msg/M:3:9
              |
            3 | int32 C=
              |         ^

            error: `1.5` is not an integer
             --> pk/msg/M:4:9
              |
            4 | int32 D=1.5
              |         ^^^
              |
              = help: int32 holds -2147483648 to 2147483647, in decimal or as `0x10`, `0o17` or `0b101`

            error: `'a'` is not an integer
             --> pk/msg/M:5:8
              |
            5 | char E='a'
              |        ^^^
              |
              = help: write the number of the character: `97`

            error: `128` is out of range, int8 holds -128 to 127
             --> pk/msg/M:6:8
              |
            6 | int8 f 128
              |        ^^^

            error: `3 4` is not an integer
             --> pk/msg/M:7:9
              |
            7 | int32 g 3 4
              |         ^^^
              |
              = help: int32 holds -2147483648 to 2147483647, in decimal or as `0x10`, `0o17` or `0b101`

            error: `999999999999999999999999999999999999999999` is out of range, uint64 holds 0 to 18446744073709551615
             --> pk/msg/M:8:10
              |
            8 | uint64 H=999999999999999999999999999999999999999999
              |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

            8 errors"#]],
    );
}

#[test]
fn floats() {
    message(
        "float32 A=one\nfloat64 b 1,5",
        expect![[r#"
        error: `one` is not a number
         --> pk/msg/M:1:11
          |
        1 | float32 A=one
          |           ^^^
          |
          = help: write a number such as `1.5` or `1e-3`, or `inf` or `nan`

        error: `1,5` is not a number
         --> pk/msg/M:2:11
          |
        2 | float64 b 1,5
          |           ^^^
          |
          = help: write a number such as `1.5` or `1e-3`, or `inf` or `nan`

        2 errors"#]],
    );
}

#[test]
fn strings() {
    message(
        "string A='it''s'\nstring<=3 s abcd\nstring[] t [\"a]\nstring[] u [,]\nstring[2] v [\"a\"]",
        expect![[r#"
            error: the quotes within the string end it
             --> pk/msg/M:1:10
              |
            1 | string A='it''s'
              |          ^^^^^^^
              |
              = help: write `\'` for each, or put the string in other quotes

            error: the bound is 3, here are 4
             --> pk/msg/M:2:13
              |
            2 | string<=3 s abcd
              |             ^^^^

            error: the string does not end
             --> pk/msg/M:3:13
              |
            3 | string[] t ["a]
              |             ^^
              |
              = help: write `"` behind it

            error: a string is missing before `,`
             --> pk/msg/M:4:13
              |
            4 | string[] u [,]
              |             ^
              |
              = help: write `""` for an empty string

            error: `string[2]` takes 2, here are 1
             --> pk/msg/M:5:13
              |
            5 | string[2] v ["a"]
              |             ^^^^^

            5 errors"#]],
    );
}

#[test]
fn lists() {
    message(
        "int32[2] a [1]\nint32[<=1] b [1, 2]\nint32[] c 1\nint32[2] d [1,2,]\nint32[] e [1, x]",
        expect![[r#"
            error: `int32[2]` takes 2, here are 1
             --> pk/msg/M:1:12
              |
            1 | int32[2] a [1]
              |            ^^^

            error: `int32[<=1]` takes at most 1, here are 2
             --> pk/msg/M:2:14
              |
            2 | int32[<=1] b [1, 2]
              |              ^^^^^^

            error: the default value of an array or sequence stands in brackets
             --> pk/msg/M:3:11
              |
            3 | int32[] c 1
              |           ^
              |
              = help: write `[1]`

            error: `int32[2]` takes 2, here are 3
             --> pk/msg/M:4:12
              |
            4 | int32[2] d [1,2,]
              |            ^^^^^^

            error: `x` is not an integer
             --> pk/msg/M:5:15
              |
            5 | int32[] e [1, x]
              |               ^
              |
              = help: int32 holds -2147483648 to 2147483647, in decimal or as `0x10`, `0o17` or `0b101`

            5 errors"#]],
    );
}

#[test]
fn default_of_a_message() {
    message(
        "std_msgs/Header h 3",
        expect![[r#"
        error: a field that holds a message has no default value
         --> pk/msg/M:1:19
          |
        1 | std_msgs/Header h 3
          |                   ^
          |
          = help: give the default values in the definition of that message

        1 error"#]],
    );
}

#[test]
fn duplicates() {
    message(
        "int32 x\nint32 A=1\nfloat64 x\nint32 A=2",
        expect![[r#"
        error: `x` is defined twice
         --> pk/msg/M:3:9
          |
        1 | int32 x
          |       - first here
        2 | int32 A=1
        3 | float64 x
          |         ^

        error: `A` is defined twice
         --> pk/msg/M:4:7
          |
        2 | int32 A=1
          |       - first here
        3 | float64 x
        4 | int32 A=2
          |       ^

        2 errors"#]],
    );
}

#[test]
fn separator_in_a_message() {
    message(
        "int32 x\n---\nint32 y\n----",
        expect![[r#"
        error: `---` stands between the parts of a service or an action, alone on its line
         --> pk/msg/M:2:1
          |
        2 | ---
          | ^^^
          |
          = help: a message has no parts; in a service or an action, remove what is behind `---`

        error: this is no separator
         --> pk/msg/M:4:1
          |
        4 | ----
          | ^^^^
          |
          = help: write `---` and nothing else

        2 errors"#]],
    );
}

#[test]
fn byte_order_mark() {
    message(
        "\u{feff}int32 x",
        expect![[r#"
            error: the text starts with a byte-order mark, which rosidl refuses
             --> pk/msg/M:1:1
              |
            1 | int32 x
              | ^
              |
              = help: save the file as UTF-8 without a byte-order mark

            1 error"#]],
    );
}

#[test]
fn unknown_types() {
    message(
        "Header a\nstd_msgs/Headr b\nstd_msgs/header c\nfoo_msgs/Foo d\nString e\nstd_msgs/HEADER f\nstd_msgs/Foo_Request g\nfoo_msgs/Time h\ngeometry_msgs/Pont i",
        expect![[r#"
            error: the package `pk` has no message `Header`
             --> pk/msg/M:1:1
              |
            1 | Header a
              | ^^^^^^
              |
              = help: write `std_msgs/Header`

            error: the package `std_msgs` has no message `Headr`
             --> pk/msg/M:2:1
              |
            2 | std_msgs/Headr b
              | ^^^^^^^^^^^^^^
              |
              = help: write `std_msgs/Header`

            error: `std_msgs/header` is not a type
             --> pk/msg/M:3:1
              |
            3 | std_msgs/header c
              | ^^^^^^^^^^^^^^^
              |
              = help: messages are written as `Header` or `package/Header`, and the other types are bool, byte, char, int8 to uint64, float32, float64, string and wstring

            error: there is no package `foo_msgs`
             --> pk/msg/M:4:1
              |
            4 | foo_msgs/Foo d
              | ^^^^^^^^^^^^
              |
              = help: add the folder of `foo_msgs`

            error: the package `pk` has no message `String`
             --> pk/msg/M:5:1
              |
            5 | String e
              | ^^^^^^
              |
              = help: write `string` in lower case

            error: the package `std_msgs` has no message `HEADER`
             --> pk/msg/M:6:1
              |
            6 | std_msgs/HEADER f
              | ^^^^^^^^^^^^^^^
              |
              = help: write `std_msgs/Header`

            error: the package `std_msgs` has no message `Foo_Request`
             --> pk/msg/M:7:1
              |
            7 | std_msgs/Foo_Request g
              | ^^^^^^^^^^^^^^^^^^^^
              |
              = help: add `std_msgs/msg/Foo_Request.msg`

            error: there is no package `foo_msgs`
             --> pk/msg/M:8:1
              |
            8 | foo_msgs/Time h
              | ^^^^^^^^^^^^^
              |
              = help: write `builtin_interfaces/Time`

            error: the package `geometry_msgs` has no message `Pont`
             --> pk/msg/M:9:1
              |
            9 | geometry_msgs/Pont i
              | ^^^^^^^^^^^^^^^^^^
              |
              = help: write `geometry_msgs/Point`

            9 errors"#]],
    );
}

#[test]
fn contains_itself() {
    message(
        "M x",
        expect![[r#"
            error: the message `pk/M` contains itself
             --> pk/msg/M:1:1
              |
            1 | M x
              | ^ `pk/M` holds `pk/M`
              |
              = help: refer to the inner message by a number, such as its index in a list

            1 error"#]],
    );
}

#[test]
fn wide_characters() {
    message(
        "string<=3 s \"日本語é\" # ö\nint32 日本",
        expect![[r#"
            error: the bound is 3, here are 4
             --> pk/msg/M:1:13
              |
            1 | string<=3 s "日本語é" # ö
              |             ^^^^^^^^^

            error: `日本` is not a field name
             --> pk/msg/M:2:7
              |
            2 | int32 日本
              |       ^^^^
              |
              = help: a name starts with a lower-case letter and holds lower-case letters, digits and single underscores between them

            2 errors"#]],
    );
}

#[test]
fn several_at_once() {
    message(
        "int a\nint32 B\nuint8 C=300\nint32 d\nint32 d",
        expect![[r#"
            error: `int` is not a type
             --> pk/msg/M:1:1
              |
            1 | int a
              | ^^^
              |
              = help: write `int32`

            error: `B` is not a field name
             --> pk/msg/M:2:7
              |
            2 | int32 B
              |       ^
              |
              = help: a name starts with a lower-case letter and holds lower-case letters, digits and single underscores between them, such as `b`

            error: `300` is out of range, uint8 holds 0 to 255
             --> pk/msg/M:3:9
              |
            3 | uint8 C=300
              |         ^^^

            error: `d` is defined twice
             --> pk/msg/M:5:7
              |
            4 | int32 d
              |       - first here
            5 | int32 d
              |       ^

            4 errors"#]],
    );
}

#[test]
fn hash_in_quotes() {
    message(
        "string A=\"a # b\"\nstring s 'x#y'\nstring T='# a' # b",
        expect![[r#"
        warning: the first `#` starts a comment, also within quotes
         --> pk/msg/M:1:10
          |
        1 | string A="a # b"
          |          ^^ the value ends here
          |
          = help: write `\x23` for `#`, or do without it

        warning: the first `#` starts a comment, also within quotes
         --> pk/msg/M:2:10
          |
        2 | string s 'x#y'
          |          ^^ the value ends here
          |
          = help: write `\x23` for `#`, or do without it

        warning: the first `#` starts a comment, also within quotes
         --> pk/msg/M:3:10
          |
        3 | string T='# a' # b
          |          ^ the value ends here
          |
          = help: write `\x23` for `#`, or do without it

        3 warnings"#]],
    );
}

#[test]
fn backslash() {
    message(
        "string A=\"a\\tb\"\nstring B=C:\\dir\\x41\nstring c 'it\\'s'",
        expect![[r#"
        warning: escapes are read in another way by ROS, which takes some twice and refuses others
         --> pk/msg/M:1:10
          |
        1 | string A="a\tb"
          |          ^^^^^^ read as "a\tb"
          |
          = help: do without backslashes, except before quotes

        warning: escapes are read in another way by ROS, which takes some twice and refuses others
         --> pk/msg/M:2:10
          |
        2 | string B=C:\dir\x41
          |          ^^^^^^^^^^ read as "C:\\dirA"
          |
          = help: do without backslashes, except before quotes

        2 warnings"#]],
    );
}

#[test]
fn long_only_in_bytes() {
    message(
        "string<=3 s \"ééé\"\nwstring<=1 w \"😀\"",
        expect![[r#"
        warning: the bound is 3 bytes, here are 6: it cannot be sent
         --> pk/msg/M:1:13
          |
        1 | string<=3 s "ééé"
          |             ^^^^^

        warning: the bound is 1 UTF-16 units, here are 2: it cannot be sent
         --> pk/msg/M:2:14
          |
        2 | wstring<=1 w "😀"
          |              ^^^^

        2 warnings"#]],
    );
}

#[test]
fn sections() {
    let all = report(&[
        ("pk/srv/None", "int32 a"),
        ("pk/srv/Three", "---\n---"),
        ("pk/srv/Blank", "int32 a\n--- \nint32 b"),
        ("pk/srv/Long", "int32 a\n-----\nint32 b"),
        ("pk/action/Empty", ""),
        ("pk/action/Two", "int32 a\n---\nint32 b"),
    ]);
    expect![[r#"
        error: a line `---` is missing
         --> pk/srv/None:1:1
          |
        1 | int32 a
          | ^^^^^^^
          |
          = help: a service is a request, a line `---` and a response

        error: one `---` too many
         --> pk/srv/Three:2:1
          |
        2 | ---
          | ^^^
          |
          = help: a service is a request, a line `---` and a response

        error: `---` stands between the parts of a service or an action, alone on its line
         --> pk/srv/Blank:2:1
          |
        2 | --- 
          | ^^^
          |
          = help: a message has no parts; in a service or an action, remove what is behind `---`

        error: this is no separator
         --> pk/srv/Long:2:1
          |
        2 | -----
          | ^^^^^
          |
          = help: write `---` and nothing else

        error: two lines `---` are missing
         --> pk/action/Empty:1:1
          |
        1 |
          | ^
          |
          = help: an action is a goal, a result and a feedback, with lines `---` between them

        error: a line `---` is missing
         --> pk/action/Two:3:1
          |
        3 | int32 b
          | ^^^^^^^
          |
          = help: an action is a goal, a result and a feedback, with lines `---` between them

        6 errors"#]]
    .assert_eq(&all);
}

#[test]
fn circles_of_messages() {
    let all = report(&[
        ("a_msgs/msg/A", "int32 x\nb_msgs/B[] inner"),
        ("b_msgs/msg/B", "C c\nD d"),
        ("b_msgs/msg/C", "a_msgs/A a"),
        ("b_msgs/msg/D", "int32 x"),
        ("b_msgs/srv/S", "B b\n---\nB b"),
    ]);
    expect![[r#"
        error: the message `a_msgs/A` contains itself
         --> b_msgs/msg/C:1:1
          |
        1 | a_msgs/A a
          | ^^^^^^^^ `a_msgs/A` holds `b_msgs/B` holds `b_msgs/C` holds `a_msgs/A`
          |
          = help: refer to the inner message by a number, such as its index in a list

        1 error"#]]
    .assert_eq(&all);
}

#[test]
fn two_definitions_of_a_name() {
    let mut interfaces = Interfaces::new();
    interfaces.add(name("pk/msg/A"), "one/pk/msg/A.msg", b"# First.\nint32 x");
    interfaces.add(name("pk/msg/A"), "same/pk/msg/A.msg", b"int32   x # The same.");
    interfaces.add(name("pk/msg/A"), "two/pk/msg/A.msg", b"int64 x");
    expect![[r#"
        error: `pk/msg/A` is defined twice, in different ways
         --> two/pk/msg/A.msg:1:1
          |
        1 | int64 x
          | ^
          |
         ::: one/pk/msg/A.msg:1:1
          |
        1 | # First.
          | - first here
          |
          = help: leave one of the two folders out

        1 error"#]]
    .assert_eq(&interfaces.check().unwrap_err().to_string());
}

#[test]
fn text_that_is_not_utf_8() {
    let mut interfaces = Interfaces::new();
    interfaces.add(name("pk/msg/A"), "A.msg", b"int32 x\n# Gr\xfc\xdfe\nint y\n");
    interfaces.add(name("pk/msg/B"), "B.msg", b"A a");
    expect![[r#"
        error: A.msg:2: the text is not UTF-8
          |
          = help: save the file in the encoding UTF-8

        1 error"#]]
    .assert_eq(&interfaces.check().unwrap_err().to_string());
}

#[test]
fn names_that_no_file_can_have() {
    let mut interfaces = Interfaces::new();
    for (package, file) in [("Pk", "A"), ("pk", "a_b"), ("pk__x", "B")] {
        let name = TypeName::new(package, ros_z_idl::Kind::Message, file);
        interfaces.add(name, &format!("{package}/msg/{file}.msg"), b"int32 x");
    }
    expect![[r#"
        error: Pk/msg/A.msg: `Pk` is not a package name
          |
          = help: a name starts with a lower-case letter and holds lower-case letters, digits and single underscores between them

        error: pk/msg/a_b.msg: `a_b` is not the name of an interface
          |
          = help: a name starts with an upper-case letter and holds letters and digits

        error: pk__x/msg/B.msg: `pk__x` is not a package name
          |
          = help: a name starts with a lower-case letter and holds lower-case letters, digits and single underscores between them

        3 errors"#]].assert_eq(&interfaces.check().unwrap_err().to_string());
}

#[test]
fn what_ros_adds_is_missing() {
    let mut interfaces = Interfaces::new();
    interfaces.add(name("pk/action/A"), "A.action", b"---\n---\n");
    expect![[r#"
        error: `pk/action/A` needs `unique_identifier_msgs/msg/UUID`
          |
          = help: add the standard definitions

        error: `pk/action/A` needs `builtin_interfaces/msg/Time`
          |
          = help: add the standard definitions

        error: `pk/action/A` needs `service_msgs/msg/ServiceEventInfo`
          |
          = help: add the standard definitions

        3 errors"#]]
    .assert_eq(&interfaces.check().unwrap_err().to_string());
}

#[test]
fn concatenated_texts() {
    let mut interfaces = Interfaces::new();
    let separator = "=".repeat(80);
    let text = format!(
        "int x\nB b\n{separator}\nMSG: pk/B\nint32 Y\n{separator}\nIDL: pk/C\n{separator}\nint32 z\n\
         {separator}\nMSG: pk/c\n{separator}"
    );
    interfaces.add_concatenated(name("pk/msg/A"), "schema", &text);
    expect![[r#"
        error: `int` is not a type
         --> schema:1:1
          |
        1 | int x
          | ^^^
          |
          = help: write `int32`

        error: `Y` is not a field name
         --> schema:5:7
          |
        5 | int32 Y
          |       ^
          |
          = help: a name starts with a lower-case letter and holds lower-case letters, digits and single underscores between them, such as `y`

        error: definitions in the language IDL are not read
         --> schema:7:1
          |
        7 | IDL: pk/C
          | ^^^^^^^^^
          |
          = help: write `MSG: package/Name`

        error: a line `MSG: package/Name` is missing behind the separator
         --> schema:9:1
          |
        9 | int32 z
          | ^^^^^^^
          |
          = help: write `MSG: package/Name`

        error: `c` is not a type name: a name starts with an upper-case letter and holds letters and digits
          --> schema:11:1
           |
        11 | MSG: pk/c
           | ^^^^^^^^^

        error: a line `MSG: package/Name` is missing behind the separator
          --> schema:12:81
           |
        12 | ================================================================================
           |                                                                                 ^
           |
           = help: remove the separator

        6 errors"#]].assert_eq(&interfaces.check().unwrap_err().to_string());
}

#[test]
fn names_in_messages() {
    let wrong = ["A", "pk/A/b/c", "pk/idl/A", "Pk/msg/A", "pk/msg/a", "pk/msg/"];
    let errors: Vec<_> =
        wrong.iter().map(|text| text.parse::<TypeName>().unwrap_err().to_string()).collect();
    expect![[r#"
        `A` is not `package/msg/Name`
        `pk/A/b/c` is not `package/msg/Name`
        an interface stands in `msg`, `srv` or `action`, not in `idl`
        `Pk` is not a package name: a name starts with a lower-case letter and holds lower-case letters, digits and single underscores between them
        `a` is not a type name: a name starts with an upper-case letter and holds letters and digits
        `` is not a type name: a name starts with an upper-case letter and holds letters and digits"#]].assert_eq(&errors.join("\n"));
}

/// What is wrong in one file is no error in those that refer to it.
#[test]
fn mistakes_bring_no_errors_elsewhere() {
    let all = report(&[("pk/msg/A", "int x"), ("pk/msg/B", "A a"), ("pk/srv/S", "A a\n---\nB b")]);
    assert!(all.ends_with("\n\n1 error"), "{all}");
}

#[test]
fn places_are_lines_and_columns() {
    let mut interfaces = Interfaces::new();
    interfaces.add(name("pk/msg/A"), "A.msg", "# é\r\nint32 x\r\nstring s \"é\" \"".as_bytes());
    let report = interfaces.check().unwrap_err();
    let labels = report.diagnostics().iter().filter_map(|found| found.label.as_ref());
    let places: Vec<_> = labels.map(|label| report.place(label).unwrap()).collect();
    assert_eq!(places, [("A.msg", 3, 10)]);
}
