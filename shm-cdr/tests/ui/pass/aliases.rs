//! What a type is called does not matter.

use shm_cdr::ShmMessage;

type List<T> = Vec<T>;
type Name = std::string::String;
type Octets = List<u8>;

#[derive(ShmMessage, Debug, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Aliases")]
struct Aliases {
    #[shm(max_len = 8)]
    name: Name,
    #[shm(max_len = 2, max_item_len = 3)]
    names: List<Name>,
    #[shm(kind = "byte", max_len = LIMIT)]
    octets: Octets,
}

const LIMIT: usize = 4;

mod spelled_out {
    #[derive(shm_cdr::ShmMessage)]
    #[shm(type_name = "demo_msgs/msg/Aliases")]
    pub(super) struct Aliases {
        #[shm(max_len = 8)]
        name: String,
        #[shm(max_len = 2, max_item_len = 3)]
        names: Vec<String>,
        #[shm(kind = "byte", max_len = 4)]
        octets: Vec<u8>,
    }
}

fn main() {
    let message = Aliases { name: "a".into(), names: vec!["b".into()], octets: vec![1, 2] };
    let bytes = message.to_cdr().unwrap();
    assert_eq!(Aliases::from_cdr(&bytes).unwrap(), message);
    assert_eq!(Aliases::type_hash(), spelled_out::Aliases::type_hash());
    let long = Aliases { octets: vec![0; LIMIT + 1], ..message };
    assert!(long.to_cdr().is_err());
}
