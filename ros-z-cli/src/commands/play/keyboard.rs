//! Keys that are pressed while something runs.

use std::io::{IsTerminal, stdin, stdout};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::read;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::interrupt;

/// The terminal, which tells each key at once until this is dropped.
pub(super) struct Keyboard {
    before: Option<Termios>,
}

impl Keyboard {
    /// Does nothing where input or output is no terminal.
    pub(super) fn open() -> Self {
        let is_terminal = stdin().is_terminal() && stdout().is_terminal();
        let before = is_terminal.then(|| tcgetattr(stdin()).ok()).flatten();
        if let Some(before) = &before {
            let restored = before.clone();
            interrupt::before_exit(move || {
                let _ = tcsetattr(stdin(), OptionalActions::Now, &restored);
            });
            let mut settings = before.clone();
            // Ctrl-C is still a signal.
            settings.local_modes -= LocalModes::ICANON | LocalModes::ECHO;
            let _ = tcsetattr(stdin(), OptionalActions::Now, &settings);
        }
        Self { before }
    }

    /// Whether the space bar has been pressed since the last call.
    pub(super) fn is_space(&self) -> bool {
        if self.before.is_none() {
            return false;
        }
        let input = stdin();
        let mut descriptors = [PollFd::new(&input, PollFlags::IN)];
        let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
        if !poll(&mut descriptors, Some(&at_once)).is_ok_and(|ready| ready > 0) {
            return false;
        }
        let mut keys = [0; 64];
        let count = read(&input, &mut keys).unwrap_or(0);
        keys.iter().take(count).any(|key| *key == b' ')
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            let _ = tcsetattr(stdin(), OptionalActions::Now, before);
        }
    }
}
